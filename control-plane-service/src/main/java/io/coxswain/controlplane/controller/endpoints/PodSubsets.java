package io.coxswain.controlplane.controller.endpoints;

import io.coxswain.controlplane.controller.endpointslice.PodEndpoints;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The subsets of an Endpoints object: the Pods of a Service by the ports under which they serve it. */
final class PodSubsets {
    /** An Endpoints object holds no more addresses; what is beyond is left out and told by an annotation. */
    static final int MOST_ADDRESSES = 1000;

    private PodSubsets() {}

    static ArrayNode of(Service service, List<Pod> pods) {
        Map<String, ObjectNode> byPorts = new TreeMap<>();
        pods.stream()
                .sorted(Comparator.comparing((Pod pod) -> pod.getStatus().getPodIP())
                        .thenComparing(pod -> pod.getMetadata().getUid()))
                .limit(MOST_ADDRESSES)
                .forEach(pod -> add(service, pod, byPorts));
        ArrayNode subsets = Json.MAPPER.createArrayNode();
        byPorts.values().forEach(subsets::add);
        return subsets;
    }

    private static void add(Service service, Pod pod, Map<String, ObjectNode> byPorts) {
        boolean publish = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        if (Pods.isTerminating(pod) && !publish) return;
        ArrayNode ports = PodEndpoints.ports(service, pod);
        if (ports.isEmpty() && !service.getSpec().getPorts().isEmpty()) return;
        ObjectNode subset = byPorts.computeIfAbsent(ports.toString(), absent -> Json.object());
        subset.withArray(publish || Pods.isReady(pod) ? "addresses" : "notReadyAddresses")
                .add(address(service, pod));
        if (!ports.isEmpty()) subset.set("ports", withoutEmptyNames(ports));
    }

    private static ObjectNode address(Service service, Pod pod) {
        ObjectNode endpoint = PodEndpoints.endpoint(service, pod);
        ObjectNode address = Json.object().put("ip", pod.getStatus().getPodIP());
        if (endpoint.has("hostname")) address.set("hostname", endpoint.get("hostname"));
        if (endpoint.has("nodeName")) address.set("nodeName", endpoint.get("nodeName"));
        address.set("targetRef", endpoint.get("targetRef"));
        return address;
    }

    private static ArrayNode withoutEmptyNames(ArrayNode ports) {
        ArrayNode named = ports.deepCopy();
        named.forEach(port -> {
            if (port.path("name").asString("").isEmpty()) ((ObjectNode) port).remove("name");
        });
        return named;
    }
}
