package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that the status of a Pod is told from.
 *
 * @param before the status as it was told last
 * @param waiting why a container does not run, by its name
 * @param over whether the Pod has been ended, so that nothing of it will run again
 */
record PodView(
        Pod pod,
        ObjectNode before,
        PodContainers containers,
        Optional<PodSandbox> sandbox,
        Map<String, Waiting> waiting,
        Verdicts verdicts,
        ResizeProgress resize,
        boolean over,
        Instant now) {
    /** What the probes say of a run. */
    interface Verdicts {
        boolean isStarted(String containerId);

        boolean isReady(String containerId);
    }

    /** What was told of a container before, if anything. */
    @Nullable ObjectNode statusBefore(String list, String container) {
        for (var status : before.path(list)) {
            if (status instanceof ObjectNode object
                    && object.path("name").asString("").equals(container)) return object;
        }
        return null;
    }
}
