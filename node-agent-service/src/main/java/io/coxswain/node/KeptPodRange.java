package io.coxswain.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the range of the node's Pods, so that static Pods start without the control plane that gave it. A node
 * without static Pods waits for the control plane, which may have given the range to another since.
 */
record KeptPodRange(Path stateDirectory, BooleanSupplier hasStaticPods) {
    private static final Logger log = LoggerFactory.getLogger(KeptPodRange.class);
    private static final String FILE = "pod-range";

    Optional<String> read() throws IOException {
        Path file = stateDirectory.resolve(FILE);
        if (!hasStaticPods.getAsBoolean() || !Files.exists(file)) return Optional.empty();
        String range = Files.readString(file).strip();
        return range.isEmpty() ? Optional.empty() : Optional.of(range);
    }

    /** All or nothing; a disk that is full costs only the start without a control plane. */
    void keep(String range) {
        Path file = stateDirectory.resolve(FILE);
        try {
            Path part = Files.writeString(file.resolveSibling(FILE + ".part"), range);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            log.warn("The range of Pods cannot be kept: {}", failure.getMessage());
        }
    }
}
