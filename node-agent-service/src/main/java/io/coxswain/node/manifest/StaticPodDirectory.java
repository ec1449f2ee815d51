package io.coxswain.node.manifest;

import io.coxswain.json.Json;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells which Pods a directory of manifests asks for: at the start, whenever a file changes, and every 20 seconds for
 * what nobody tells of. At most 500 files of 1 MiB count. While a file or the directory cannot be read, the last Pods
 * stay. Of two files that name the same Pod the first counts.
 */
public final class StaticPodDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StaticPodDirectory.class);
    private static final int MOST_FILES = 500;
    private static final long MOST_BYTES = 1 << 20;
    private static final int CHECK_SECONDS = 20;

    private final @Nullable Path directory;
    private final String nodeName;
    private final InstantSource clock;
    private final List<Consumer<Collection<Pod>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<Path, Pod> pods = new HashMap<>();
    private Set<String> told = Set.of();
    private volatile @Nullable WatchService watch;

    /** @param directory null where the node has no static Pods */
    public StaticPodDirectory(@Nullable Path directory, String nodeName, InstantSource clock) {
        this.directory = directory;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    /** Whether there is a manifest now, so that the node has something to do without a control plane. */
    public boolean isFilled() {
        try {
            return directory != null && !files(directory).isEmpty();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** {@code listener} gets all Pods whenever one of them has changed. */
    public void onChange(Consumer<Collection<Pod>> listener) {
        listeners.add(listener);
    }

    /** Tells what there is before it returns. */
    public void start() throws IOException {
        Path there = directory;
        if (there == null) return;
        Files.createDirectories(there);
        WatchService service = there.getFileSystem().newWatchService();
        there.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        watch = service;
        read(there);
        Thread.ofVirtual().name("manifests").start(() -> follow(there, service));
    }

    private void follow(Path there, WatchService service) {
        try {
            while (true) {
                WatchKey key = service.poll(CHECK_SECONDS, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                read(there);
            }
        } catch (ClosedWatchServiceException closed) {
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is wrong with what somebody put there, the next look comes. */
    private void read(Path there) {
        List<Path> files;
        try {
            files = files(there);
        } catch (IOException unreadable) {
            log.warn("The manifests cannot be listed: {}", unreadable.getMessage());
            return;
        }
        pods.keySet().retainAll(files);
        for (Path file : files) {
            try {
                Pod pod = parse(file);
                Pod known = pods.get(file);
                if (known == null || !uid(known).equals(uid(pod))) pods.put(file, pod);
            } catch (IOException | RuntimeException | StackOverflowError wrong) {
                // A document that contains itself has no end.
                log.warn("The manifest {} is not used: {}", file, String.valueOf(wrong.getMessage()));
            }
        }
        List<Pod> all = withoutRepeated();
        Set<String> now = all.stream().map(StaticPodDirectory::uid).collect(Collectors.toSet());
        if (now.equals(told)) return;
        told = now;
        for (Consumer<Collection<Pod>> listener : listeners) {
            try {
                listener.accept(all);
            } catch (RuntimeException fault) {
                log.warn("The manifests cannot be followed: {}", fault.getMessage(), fault);
            }
        }
    }

    private List<Pod> withoutRepeated() {
        var byName = new LinkedHashMap<ObjectKey, Pod>();
        for (Map.Entry<Path, Pod> each : new TreeMap<>(pods).entrySet()) {
            Pod first = byName.putIfAbsent(ObjectKey.of(each.getValue()), each.getValue());
            if (first != null) {
                log.warn("The manifest {} is not used: another names the Pod {}", each.getKey(), ObjectKey.of(first));
            }
        }
        return List.copyOf(byName.values());
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    private Pod parse(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) throw new IllegalArgumentException("it is larger than 1 MiB");
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        if (!(Json.MAPPER.valueToTree(document) instanceof ObjectNode manifest)) {
            throw new IllegalArgumentException("not an object");
        }
        return StaticPod.of(manifest, file.getFileName().toString(), nodeName, clock.instant());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (UncheckedIOException cut) {
            throw cut.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        WatchService service = watch;
        if (service != null) service.close();
    }
}
