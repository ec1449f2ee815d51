package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resources that each Pod of the node was given: those it came with, until a resize that the node has room for is
 * accepted. Kept in the Pod's directory, so that a restart of the agent accepts nothing by itself.
 */
public final class Allocations {
    private static final String FILE = "allocation.json";

    private final Path directory;
    private final Supplier<? extends Collection<Pod>> pods;
    private final NodeServices.Settings node;
    private final PodWakes wakes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, ResourceRequirements>> given = new HashMap<>();
    private final Set<String> deferred = new HashSet<>();

    /** The answer to a Pod that wants other resources. */
    sealed interface Answer {
        record Given() implements Answer {}

        /** Infeasible for ever, or deferred until there is room. */
        record Refused(String reason, String message) implements Answer {}
    }

    /**
     * Reads what was given before at each Pod's first mention.
     *
     * @param directory has a directory for each Pod
     * @param pods all that are bound to this node
     */
    public Allocations(
            Path directory, Supplier<? extends Collection<Pod>> pods, NodeServices.Settings node, PodWakes wakes) {
        this.directory = directory;
        this.pods = pods;
        this.node = node;
        this.wakes = wakes;
    }

    /** The Pod with the resources that it was given; at its first mention, those that it asks for. */
    Pod given(Pod pod) {
        lock.lock();
        try {
            Map<String, ResourceRequirements> known = given.computeIfAbsent(uid(pod), _ -> read(pod));
            return asked(pod).equals(known) ? pod : with(pod, known);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a Pod what it asks for, where the node has room beside all others. */
    Answer ask(Pod desired) {
        String cannot = lacking(desired, 0, 0, false);
        if (!cannot.isEmpty()) return new Answer.Refused("Infeasible", "Node didn't have enough capacity: " + cannot);
        lock.lock();
        try {
            long cpu = 0;
            long memory = 0;
            for (Pod other : pods.get()) {
                if (uid(other).equals(uid(desired)) || isOver(other)) continue;
                Map<String, ResourceRequirements> known = given.get(uid(other));
                Pod has = known == null || asked(other).equals(known) ? other : with(other, known);
                cpu += PodDemand.cpuMillis(has);
                memory += PodDemand.memoryBytes(has);
            }
            String lacking = lacking(desired, cpu, memory, true);
            if (!lacking.isEmpty()) {
                deferred.add(uid(desired));
                return new Answer.Refused("Deferred", "Node didn't have enough resource: " + lacking);
            }
            write(desired);
            given.put(uid(desired), asked(desired));
            deferred.remove(uid(desired));
        } finally {
            lock.unlock();
        }
        wakeDeferred();
        return new Answer.Given();
    }

    private String lacking(Pod desired, long cpuUsed, long memoryUsed, boolean beside) {
        long cpu = PodDemand.cpuMillis(desired);
        long memory = PodDemand.memoryBytes(desired);
        if (cpu + cpuUsed > node.cpuMillis()) return lack("cpu", cpu, cpuUsed, node.cpuMillis(), beside);
        if (memory + memoryUsed > node.memoryBytes()) {
            return lack("memory", memory, memoryUsed, node.memoryBytes(), beside);
        }
        return "";
    }

    private static String lack(String resource, long requested, long used, long capacity, boolean beside) {
        return resource + ", requested: " + requested + (beside ? ", used: " + used : "") + ", capacity: " + capacity;
    }

    void forget(String podUid) {
        lock.lock();
        try {
            given.remove(podUid);
            deferred.remove(podUid);
        } finally {
            lock.unlock();
        }
        wakeDeferred();
    }

    /** There may be room now for what had to wait. */
    private void wakeDeferred() {
        List<String> waiting;
        lock.lock();
        try {
            waiting = List.copyOf(deferred);
        } finally {
            lock.unlock();
        }
        waiting.forEach(wakes::wake);
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    static Map<String, ResourceRequirements> asked(Pod pod) {
        var asked = new HashMap<String, ResourceRequirements>();
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .forEach(container -> asked.put(container.getName(), resources(container)));
        return asked;
    }

    private static ResourceRequirements resources(Container container) {
        return Objects.requireNonNullElseGet(container.getResources(), ResourceRequirements::new);
    }

    private static Pod with(Pod pod, Map<String, ResourceRequirements> known) {
        Pod changed = Json.view(Json.tree(pod), Pod.class);
        var all = new ArrayList<>(changed.getSpec().getInitContainers());
        all.addAll(changed.getSpec().getContainers());
        for (Container container : all) {
            ResourceRequirements its = known.get(container.getName());
            if (its != null) container.setResources(its);
        }
        return changed;
    }

    private Path file(Pod pod) {
        return directory.resolve(uid(pod)).resolve(FILE);
    }

    private Map<String, ResourceRequirements> read(Pod pod) {
        Path file = file(pod);
        try {
            if (!Files.exists(file)) {
                write(pod);
                return asked(pod);
            }
            var known = new HashMap<String, ResourceRequirements>();
            Json.parseObject(Files.readString(file))
                    .properties()
                    .forEach(entry -> known.put(
                            entry.getKey(), Json.view((ObjectNode) entry.getValue(), ResourceRequirements.class)));
            return known;
        } catch (IOException | RuntimeException unreadable) {
            // A file that was cut off says nothing; what runs is compared with what is asked for.
            return asked(pod);
        }
    }

    private void write(Pod pod) {
        ObjectNode tree = Json.object();
        asked(pod).forEach((name, resources) -> tree.set(name, Json.tree(resources)));
        Path file = file(pod);
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.write(file.resolveSibling(FILE + ".part"), Json.bytes(tree));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
