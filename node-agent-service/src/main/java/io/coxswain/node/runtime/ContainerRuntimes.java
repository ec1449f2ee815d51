package io.coxswain.node.runtime;

import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;

/** The registry of container runtimes, by the scheme of the engine's address. */
public final class ContainerRuntimes {
    /** One sort of engine. */
    public record Entry(String scheme, BiFunction<URI, Labels, ContainerRuntime> connect) {}

    public static final List<Entry> ALL = List.of(new Entry("unix", DockerRuntime::connect));

    private ContainerRuntimes() {}

    public static ContainerRuntime connect(URI engine, Labels labels) {
        return ALL.stream()
                .filter(entry -> entry.scheme().equals(engine.getScheme()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("docker-host " + engine
                        + " is not supported: it must be unix:///path/of/the/engine.sock, since the agent works on the"
                        + " engine's own machine"))
                .connect()
                .apply(engine, labels);
    }
}
