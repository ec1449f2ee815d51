package io.coxswain.controlplane.strategy;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The class that a Pod's requests and limits of CPU and memory put it in. */
final class QualityOfService {
    private QualityOfService() {}

    static String of(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        List<ObjectNode> containers = new ArrayList<>(Fields.objects(spec, "containers"));
        containers.addAll(Fields.objects(spec, "initContainers"));
        for (ObjectNode container : containers) {
            JsonNode resources = container.path("resources");
            for (String resource : List.of("cpu", "memory")) {
                JsonNode limit = resources.path("limits").path(resource);
                JsonNode request = resources.path("requests").path(resource);
                any |= isPositive(limit) || isPositive(request);
                guaranteed &= isPositive(limit)
                        && (request.isMissingNode()
                                || ContainerRules.amount(request).compareTo(ContainerRules.amount(limit)) == 0);
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static boolean isPositive(JsonNode quantity) {
        return !quantity.isMissingNode() && ContainerRules.amount(quantity).signum() > 0;
    }
}
