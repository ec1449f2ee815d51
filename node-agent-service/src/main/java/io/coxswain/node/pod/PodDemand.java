package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a Pod as a whole takes of its node: its containers together or its largest init container, and its overhead. */
final class PodDemand {
    private PodDemand() {}

    static long cpuMillis(Pod pod) {
        return sum(pod, "cpu", ContainerResources::request, ContainerResources::millis)
                .orElse(0);
    }

    static long memoryBytes(Pod pod) {
        return sum(pod, "memory", ContainerResources::request, ContainerResources::bytes)
                .orElse(0);
    }

    static long bytes(Pod pod, String resource) {
        return sum(pod, resource, ContainerResources::request, ContainerResources::bytes)
                .orElse(0);
    }

    /** Empty where a container has no limit, so that the Pod has none. */
    static OptionalLong limit(Pod pod, String resource, ToLongFunction<@Nullable Quantity> unit) {
        boolean open = pod.getSpec().getContainers().stream()
                .anyMatch(container -> ContainerResources.limit(container, resource) == null);
        boolean openInit = pod.getSpec().getInitContainers().stream()
                .anyMatch(container -> ContainerResources.limit(container, resource) == null);
        return open || openInit ? OptionalLong.empty() : sum(pod, resource, ContainerResources::limit, unit);
    }

    private static OptionalLong sum(
            Pod pod,
            String resource,
            BiFunction<Container, String, @Nullable Quantity> of,
            ToLongFunction<@Nullable Quantity> unit) {
        long mains = pod.getSpec().getContainers().stream()
                .mapToLong(container -> unit.applyAsLong(of.apply(container, resource)))
                .sum();
        long sidecars = 0;
        long largest = 0;
        for (Container init : pod.getSpec().getInitContainers()) {
            long amount = unit.applyAsLong(of.apply(init, resource));
            boolean sidecar = "Always".equals(init.getRestartPolicy());
            if (sidecar) sidecars += amount;
            largest = Math.max(largest, sidecar ? sidecars : sidecars + amount);
        }
        Map<String, Quantity> overhead =
                Objects.requireNonNullElse(pod.getSpec().getOverhead(), Map.<String, Quantity>of());
        return OptionalLong.of(Math.max(mains + sidecars, largest) + unit.applyAsLong(overhead.get(resource)));
    }
}
