package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How far a Pod's resize has come: what keeps it from being accepted, and what is still to be done of it. */
final class ResizeProgress {
    /** A condition's words; an empty reason says that nothing stands in the way. */
    record Note(String reason, String message, long generation) {}

    private final Set<String> restarted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Note pending;
    private volatile @Nullable Note inProgress;
    private volatile ContainerSpec.@Nullable Resources group;

    @Nullable Note pending() {
        return pending;
    }

    void pending(@Nullable Note note) {
        pending = note;
    }

    @Nullable Note inProgress() {
        return inProgress;
    }

    void inProgress(@Nullable Note note) {
        inProgress = note;
    }

    /** What the Pod's control group was given last; null before this agent has given it anything. */
    ContainerSpec.@Nullable Resources group() {
        return group;
    }

    void group(ContainerSpec.@Nullable Resources given) {
        group = given;
    }

    void restart(String containerId) {
        restarted.add(containerId);
    }

    /** Whether a run was ended so that the next one gets its new resources. */
    boolean isRestarted(String containerId) {
        return restarted.contains(containerId);
    }
}
