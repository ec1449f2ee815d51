package io.coxswain.node.runtime;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of one container.
 *
 * @param imageId the digest of the image's configuration
 * @param startedAt null where it never started
 * @param finishedAt null while it runs
 * @param error why the engine could not start it, or empty
 * @param processId 0 while it does not run
 * @param stopSignal the signal that asks it to end
 * @param resources what it may use now
 */
public record ContainerSnapshot(
        String id,
        Map<String, String> labels,
        State state,
        String image,
        String imageId,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        boolean outOfMemory,
        String error,
        int processId,
        String stopSignal,
        String writableLayer,
        ContainerSpec.Resources resources) {
    /** The engine's states, so far as they matter to a Pod. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED
    }

    public ContainerSnapshot {
        labels = Map.copyOf(labels);
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    public boolean isSandbox() {
        return Labels.TYPE_SANDBOX.equals(labels.get(Labels.TYPE));
    }

    public String podUid() {
        return label(Labels.POD_UID);
    }

    public String podName() {
        return label(Labels.POD_NAME);
    }

    public String podNamespace() {
        return label(Labels.POD_NAMESPACE);
    }

    public String containerName() {
        return label(Labels.CONTAINER_NAME);
    }

    public String label(String name) {
        return Objects.requireNonNullElse(labels.get(name), "");
    }

    public int number(String label) {
        String text = label(label);
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    public int restartCount() {
        return number(Labels.RESTART_COUNT);
    }
}
