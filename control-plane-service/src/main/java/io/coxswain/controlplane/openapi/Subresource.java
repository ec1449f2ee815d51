package io.coxswain.controlplane.openapi;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a subresource is used.
 *
 * @param methods get, put, patch, post; connect stands for both get and post of a stream
 * @param body what is read and written; null for the object itself
 * @param text whether the answer is text, not an object
 * @param parameters names of query parameters of its own
 */
record Subresource(
        String name, Set<String> methods, @Nullable Body body, boolean text, List<String> parameters) {
    /** A type that is written to a subresource and is no kind with a collection of its own. */
    record Body(String type, String group, String version, String kind) {}

    private static final Body SCALE = new Body("io.k8s.api.autoscaling.v1.Scale", "autoscaling", "v1", "Scale");
    private static final Body BINDING = new Body("io.k8s.api.core.v1.Binding", "", "v1", "Binding");
    private static final Body EVICTION = new Body("io.k8s.api.policy.v1.Eviction", "policy", "v1", "Eviction");
    private static final Body TOKEN =
            new Body("io.k8s.api.authentication.v1.TokenRequest", "authentication.k8s.io", "v1", "TokenRequest");

    static final List<Body> BODIES = List.of(SCALE, BINDING, EVICTION, TOKEN);

    private static final Set<String> OBJECT = Set.of("get", "put", "patch");
    private static final List<String> STREAMS = List.of("container", "stderr", "stdin", "stdout", "tty");
    private static final List<Subresource> ALL = List.of(
            new Subresource("scale", OBJECT, SCALE, false, List.of()),
            new Subresource("finalize", Set.of("put"), null, false, List.of()),
            new Subresource("binding", Set.of("post"), BINDING, false, List.of()),
            new Subresource("eviction", Set.of("post"), EVICTION, false, List.of()),
            new Subresource("token", Set.of("post"), TOKEN, false, List.of()),
            new Subresource(
                    "log",
                    Set.of("get"),
                    null,
                    true,
                    List.of(
                            "container",
                            "follow",
                            "insecureSkipTLSVerifyBackend",
                            "limitBytes",
                            "previous",
                            "sinceSeconds",
                            "stream",
                            "tailLines",
                            "timestamps")),
            new Subresource(
                    "exec",
                    Set.of("connect"),
                    null,
                    true,
                    List.of("command", "container", "stderr", "stdin", "stdout", "tty")),
            new Subresource("attach", Set.of("connect"), null, true, STREAMS),
            new Subresource("portforward", Set.of("connect"), null, true, List.of("ports")),
            new Subresource("proxy", Set.of("connect"), null, true, List.of("path")));

    /** Those that are not listed here read and write the object itself, as {@code status} does. */
    static Subresource of(String name) {
        for (Subresource known : ALL) {
            if (known.name().equals(name)) return known;
        }
        return new Subresource(name, OBJECT, null, false, List.of());
    }
}
