package io.coxswain.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Remembers the range of the node's Pods, so that static Pods start without the control plane that gave it. A node
 * without static Pods waits for the control plane, which may have given the range to another since.
 */
record KeptPodRange(Path stateDirectory, BooleanSupplier hasStaticPods) {
    private static final String FILE = "pod-range";

    Optional<String> read() throws IOException {
        Path file = stateDirectory.resolve(FILE);
        if (!hasStaticPods.getAsBoolean() || !Files.exists(file)) return Optional.empty();
        String range = Files.readString(file).strip();
        return range.isEmpty() ? Optional.empty() : Optional.of(range);
    }

    void keep(String range) throws IOException {
        Files.writeString(stateDirectory.resolve(FILE), range);
    }
}
