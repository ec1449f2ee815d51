package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a Pod takes of its node. */
final class PodRequests {
    /** What a container without requests counts for when nodes are compared. */
    private static final Map<String, Quantity> ASSUMED =
            Map.of(Resources.CPU, new Quantity("100m"), Resources.MEMORY, new Quantity("200Mi"));

    private PodRequests() {}

    /**
     * Its containers and sidecars together, or its largest init container, or what the Pod as a whole requests; and its
     * overhead.
     */
    static Resources of(Pod pod) {
        return of(pod, Map.of());
    }

    /** The same with containers that ask for no cpu or memory taken to use a little. */
    static Resources assumedFor(Pod pod) {
        return of(pod, ASSUMED);
    }

    private static Resources of(Pod pod, Map<String, Quantity> otherwise) {
        Resources together = Resources.NONE;
        for (Container container : pod.getSpec().getContainers()) {
            together = together.plus(requests(pod, container, otherwise));
        }
        Resources largest = Resources.NONE;
        Resources sidecars = Resources.NONE;
        for (Container container :
                Objects.requireNonNullElse(pod.getSpec().getInitContainers(), List.<Container>of())) {
            Resources requests = requests(pod, container, otherwise);
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(requests);
                largest = largest.max(sidecars);
            } else {
                largest = largest.max(sidecars.plus(requests));
            }
        }
        Resources whole = together.plus(sidecars).max(largest);
        if (pod.getSpec().getResources() != null) {
            whole = whole.overlaid(pod.getSpec().getResources().getRequests());
        }
        return whole.plus(Resources.of(pod.getSpec().getOverhead()));
    }

    private static boolean isInfeasible(Pod pod) {
        return Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of()).stream()
                .anyMatch(condition ->
                        "PodResizePending".equals(condition.getType()) && "Infeasible".equals(condition.getReason()));
    }

    /** While a container is resized, the larger of what it has and what it asks for. */
    private static Resources requests(Pod pod, Container container, Map<String, Quantity> otherwise) {
        Map<String, Quantity> asked = container.getResources() == null
                ? Map.of()
                : Objects.requireNonNullElse(container.getResources().getRequests(), Map.of());
        Resources requests;
        if (otherwise.isEmpty()) {
            requests = Resources.of(asked);
        } else {
            Map<String, Quantity> filled = new HashMap<>(otherwise);
            filled.putAll(asked);
            requests = Resources.of(filled);
        }
        if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) return requests;
        boolean infeasible = isInfeasible(pod);
        for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
            if (!status.getName().equals(container.getName())) continue;
            // What can never be given takes nothing.
            if (infeasible && status.getAllocatedResources() != null) requests = Resources.NONE;
            if (status.getAllocatedResources() != null) {
                requests = requests.max(Resources.of(status.getAllocatedResources()));
            }
            if (status.getResources() != null) {
                requests = requests.max(Resources.of(status.getResources().getRequests()));
            }
        }
        return requests;
    }
}
