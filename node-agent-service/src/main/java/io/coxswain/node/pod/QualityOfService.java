package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.stream.Stream;

/** The class of a Pod when memory runs out, by how it states its needs. */
enum QualityOfService {
    Guaranteed,
    Burstable,
    BestEffort;

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    static QualityOfService of(Pod pod) {
        List<Container> all = Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
        if (all.stream().noneMatch(QualityOfService::statesAny)) return BestEffort;
        return all.stream().allMatch(QualityOfService::isBound) ? Guaranteed : Burstable;
    }

    private static boolean statesAny(Container container) {
        return RESOURCES.stream().anyMatch(resource -> ContainerResources.request(container, resource) != null);
    }

    private static boolean isBound(Container container) {
        return RESOURCES.stream().allMatch(resource -> {
            Quantity limit = ContainerResources.limit(container, resource);
            Quantity request = ContainerResources.request(container, resource);
            return limit != null
                    && request != null
                    && limit.getNumericalAmount().compareTo(request.getNumericalAmount()) == 0;
        });
    }
}
