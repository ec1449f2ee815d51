package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import tools.jackson.databind.JsonNode;

/** The summary of a Pod's life. */
enum PodPhase {
    Pending,
    Running,
    Succeeded,
    Failed;

    boolean isFinal() {
        return this == Succeeded || this == Failed;
    }

    static boolean isFinal(JsonNode status) {
        String phase = status.path("phase").asString("");
        return phase.equals(Succeeded.name()) || phase.equals(Failed.name());
    }

    /** A final phase stays, whatever becomes of the containers. */
    static PodPhase of(PodView view, JsonNode inits, JsonNode containers, boolean initialized) {
        if (isFinal(view.before())) return valueOf(view.before().path("phase").asString(""));
        if (!initialized && !view.over()) return initFailed(view.pod(), inits) ? Failed : Pending;
        int waiting = 0;
        int running = 0;
        int stopped = 0;
        int succeeded = 0;
        int restarting = 0;
        for (JsonNode container : containers) {
            JsonNode state = container.path("state");
            boolean ranBefore = container.path("lastState").has("terminated");
            if (state.has("running")) running++;
            else if (state.has("terminated")) {
                stopped++;
                if (isOneThatRestarts(view.pod(), container)) restarting++;
                if (exitCode(state) == 0) succeeded++;
            } else if (ranBefore) {
                stopped++;
                restarting++;
                if (exitCode(container.path("lastState")) == 0) succeeded++;
            } else waiting++;
        }
        if (view.over() && running == 0) return waiting == 0 && stopped == succeeded ? Succeeded : Failed;
        for (JsonNode init : inits) {
            boolean sidecar = DeclaredContainer.find(
                            view.pod(), init.path("name").asString(""))
                    .filter(container -> container.role() == DeclaredContainer.Role.SIDECAR)
                    .isPresent();
            // A sidecar that has ended plays no part; one that still runs keeps the Pod running.
            if (sidecar && init.path("state").has("running")) running++;
        }
        if (waiting > 0) return Pending;
        if (running > 0 || restarting > 0) return Running;
        return stopped == succeeded ? Succeeded : Failed;
    }

    private static boolean initFailed(Pod pod, JsonNode inits) {
        for (JsonNode init : inits) {
            JsonNode state = init.path("state");
            if (state.has("terminated") && exitCode(state) != 0 && !isOneThatRestarts(pod, init)) return true;
        }
        return false;
    }

    private static boolean isOneThatRestarts(Pod pod, JsonNode status) {
        JsonNode state = status.path("state");
        return DeclaredContainer.find(pod, status.path("name").asString(""))
                .filter(container -> container.restarts(pod, exitCode(state)))
                .isPresent();
    }

    private static int exitCode(JsonNode state) {
        return state.path("terminated").path("exitCode").asInt(0);
    }
}
