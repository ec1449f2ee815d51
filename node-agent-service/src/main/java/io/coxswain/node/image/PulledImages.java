package io.coxswain.node.image;

import io.coxswain.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The images that this node's agent brought, kept in a file. The engine's store is shared with the machine's user, so
 * that nothing but these may ever be removed. An image that was there before a pull, at that name, is not the agent's.
 */
public final class PulledImages {
    private static final Logger log = LoggerFactory.getLogger(PulledImages.class);
    private static final String FILE = "pulled-images.json";

    private final Path file;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> lastUsed = new HashMap<>();

    /** Reads what was kept. */
    public PulledImages(Path stateDirectory, InstantSource clock) {
        this.file = stateDirectory.resolve(FILE);
        this.clock = clock;
        try {
            if (Files.exists(file)) {
                Json.parseObject(Files.readString(file))
                        .properties()
                        .forEach(entry -> lastUsed.put(
                                entry.getKey(), Instant.parse(entry.getValue().asString(""))));
            }
        } catch (IOException | JacksonException | java.time.DateTimeException unreadable) {
            // Without the record nothing counts as the agent's own, and nothing is removed.
            log.warn("The record of pulled images cannot be read: {}", unreadable.getMessage());
            lastUsed.clear();
        }
    }

    void pulled(String imageId) {
        lock.lock();
        try {
            lastUsed.put(imageId, clock.instant());
            keep();
        } finally {
            lock.unlock();
        }
    }

    /** Those that have been used by nothing for so long, the longest unused first; {@code used} counts as used now. */
    List<String> unused(Set<String> used, Duration age) {
        lock.lock();
        try {
            Instant now = clock.instant();
            lastUsed.replaceAll((id, last) -> used.contains(id) ? now : last);
            return lastUsed.entrySet().stream()
                    .filter(entry -> !used.contains(entry.getKey())
                            && Duration.between(entry.getValue(), now).compareTo(age) >= 0)
                    .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void removed(String imageId) {
        lock.lock();
        try {
            lastUsed.remove(imageId);
            keep();
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        ObjectNode tree = Json.object();
        lastUsed.forEach((id, last) -> tree.put(id, last.toString()));
        try {
            Path part = Files.write(file.resolveSibling(FILE + ".part"), Json.bytes(tree));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            log.warn("The record of pulled images cannot be kept: {}", failure.getMessage());
        }
    }
}
