package io.coxswain.node.pod;

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
        String policy = InitContainers.policy(view.pod());
        if (!initialized && !view.over()) return initFailed(inits, policy) ? Failed : Pending;
        int waiting = 0;
        int running = 0;
        int stopped = 0;
        int succeeded = 0;
        for (JsonNode container : containers) {
            JsonNode state = container.path("state");
            boolean ranBefore = container.path("lastState").has("terminated");
            if (state.has("running")) running++;
            else if (state.has("terminated")) {
                stopped++;
                if (exitCode(state) == 0) succeeded++;
            } else if (ranBefore) {
                stopped++;
                if (exitCode(container.path("lastState")) == 0) succeeded++;
            } else waiting++;
        }
        if (view.over() && running == 0) return waiting == 0 && stopped == succeeded ? Succeeded : Failed;
        if (waiting > 0) return Pending;
        if (running > 0 || policy.equals("Always")) return Running;
        if (stopped == succeeded) return Succeeded;
        return policy.equals("Never") ? Failed : Running;
    }

    private static boolean initFailed(JsonNode inits, String policy) {
        if (!policy.equals("Never")) return false;
        for (JsonNode init : inits) {
            if (init.path("state").has("terminated") && exitCode(init.path("state")) != 0) return true;
        }
        return false;
    }

    private static int exitCode(JsonNode state) {
        return state.path("terminated").path("exitCode").asInt(0);
    }
}
