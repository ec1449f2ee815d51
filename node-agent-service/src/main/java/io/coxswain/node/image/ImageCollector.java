package io.coxswain.node.image;

import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ImageSnapshot;
import io.coxswain.node.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes images that the agent brought and nobody uses: from a high mark of the disk's use down to a low one. */
public final class ImageCollector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ImageCollector.class);
    private static final Duration PERIOD = Duration.ofMinutes(5);

    /**
     * When images go.
     *
     * @param highPercent of the disk in use, above which images are removed; 100 never
     * @param lowPercent down to which they are removed
     * @param minimumAge how long an image has been unused at least
     */
    public record Settings(int highPercent, int lowPercent, Duration minimumAge) {
        public Settings {
            if (lowPercent >= highPercent || highPercent > 100 || lowPercent < 0) {
                throw new IllegalArgumentException("image garbage collection needs 0 <= low < high <= 100, not "
                        + lowPercent + " and " + highPercent);
            }
        }
    }

    private final Settings settings;
    private final PulledImages pulled;
    private final ContainerRuntime runtime;
    private final Path images;
    private final Supplier<Set<String>> held;
    private final Predicate<List<Path>> mounted;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Idle until {@link #start}.
     *
     * @param images lies on the disk that holds the images
     * @param held the ids of images that something else than a container needs
     * @param mounted whether some node of this machine has mounted the image of these layers
     */
    public ImageCollector(
            Settings settings,
            PulledImages pulled,
            ContainerRuntime runtime,
            Path images,
            Supplier<Set<String>> held,
            Predicate<List<Path>> mounted) {
        this.settings = settings;
        this.pulled = pulled;
        this.runtime = runtime;
        this.images = images;
        this.held = held;
        this.mounted = mounted;
    }

    public void start() {
        Thread.ofVirtual().name("image collector").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toSeconds(), TimeUnit.SECONDS)) {
                try {
                    collect();
                } catch (IOException | RuntimeException failure) {
                    log.warn("Unused images cannot be removed: {}", failure.getMessage());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> used() {
        var used = new HashSet<>(held.get());
        used.addAll(runtime.imagesInUse());
        return used;
    }

    private void collect() throws IOException {
        FileStore disk = Files.getFileStore(images);
        long total = disk.getTotalSpace();
        long used = total - disk.getUsableSpace();
        if (used * 100 < total * settings.highPercent()) {
            pulled.unused(used(), settings.minimumAge());
            return;
        }
        remove(used - total * settings.lowPercent() / 100);
    }

    /** Removes all that is unused and old enough, since the disk is short. */
    public void collectAll() {
        remove(Long.MAX_VALUE);
    }

    private void remove(long bytes) {
        long freed = 0;
        for (String id : pulled.unused(used(), settings.minimumAge())) {
            if (freed >= bytes) return;
            try {
                if (isMounted(id)) continue;
                long size = runtime.findImage(id).map(ImageSnapshot::sizeBytes).orElse(0L);
                runtime.removeImage(id);
                freed += size;
                log.info("Image {} is removed: nothing uses it", id);
                pulled.removed(id);
            } catch (RuntimeFault inUse) {
                log.info("Image {} stays: {}", id, inUse.reason());
            }
        }
    }

    /** The engine knows nothing of volumes that are made of its images, and other nodes' agents tell nobody. */
    private boolean isMounted(String id) {
        List<Path> layers;
        try {
            layers = runtime.layers(id);
        } catch (RuntimeFault unseen) {
            // What cannot be seen here cannot be mounted either, or it is gone.
            return false;
        }
        return mounted.test(layers);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
