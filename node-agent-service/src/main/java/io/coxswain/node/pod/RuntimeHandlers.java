package io.coxswain.node.pod;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** Finds which of the engine's runtimes a Pod's RuntimeClass means. */
record RuntimeHandlers(NodeServices services) {
    /** The sandbox remembers it, so that the class is asked for once in a Pod's life. */
    static final String LABEL = "io.coxswain.runtime";

    /** Empty for the engine's own; throws {@link ConfigError} where the class or its handler is not known. */
    String runtime(Pod pod) {
        String name = name(pod);
        if (name.isEmpty()) return "";
        String handler;
        try {
            handler = services.api()
                    .find(Kinds.RUNTIME_CLASS, ObjectKey.cluster(name))
                    .map(found -> found.path("handler").asString(""))
                    .orElseThrow(() -> new ConfigError("runtimeclass.node.k8s.io \"" + name + "\" not found"));
        } catch (ApiException refused) {
            throw new ConfigError("failed to get sandbox runtime: " + refused.getMessage());
        }
        String runtime = services.settings().runtimeHandlers().get(handler);
        if (runtime == null) {
            throw new ConfigError("failed to get sandbox runtime: no runtime for \"" + handler + "\" is configured");
        }
        return runtime;
    }

    /** That of the sandbox that is there. */
    String runtime(Pod pod, PodSandbox sandbox) {
        return name(pod).isEmpty()
                ? ""
                : services.runtime().inspect(sandbox.id()).label(LABEL);
    }

    private static String name(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getRuntimeClassName(), "");
    }
}
