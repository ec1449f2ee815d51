package io.coxswain.node.pod;

import io.coxswain.model.ObjectKey;
import io.coxswain.node.cgroup.GroupFigures;
import io.coxswain.node.eviction.EvictionLoop;
import io.coxswain.node.eviction.Signal;
import io.coxswain.node.eviction.Stock;
import io.coxswain.node.eviction.Threshold;
import io.coxswain.node.manifest.StaticPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the Pod that has to go when the node is short of something: first those that use more than they asked for,
 * among them by priority, then by how much more they use. One goes after the other: what the last one held may be
 * enough.
 */
public record PodEvictor(NodeServices services, Supplier<? extends Collection<Pod>> pods, Duration softGrace)
        implements EvictionLoop.Evictor {
    private static final Logger log = LoggerFactory.getLogger(PodEvictor.class);
    private static final int CRITICAL = 2_000_000_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private record Candidate(Pod pod, long used, long requested) {
        boolean exceeds() {
            return used > requested;
        }

        int priority() {
            return Objects.requireNonNullElse(pod.getSpec().getPriority(), 0);
        }
    }

    @Override
    public boolean evictOne(Threshold threshold, Stock stock) {
        Instant now = services.clock().instant();
        if (services.evictions().areUnderWay(now)) return true;
        Optional<Candidate> first = pods.get().stream()
                .filter(this::mayGo)
                .map(pod -> candidate(pod, threshold.signal()))
                .min(Comparator.comparing((Candidate candidate) -> !candidate.exceeds())
                        .thenComparing(Candidate::priority)
                        .thenComparing(candidate -> candidate.requested() - candidate.used()));
        first.ifPresent(candidate -> {
            String uid = candidate.pod().getMetadata().getUid();
            boolean hard = threshold.grace().isZero();
            services.evictions()
                    .put(
                            uid,
                            new Evictions.Order(message(candidate, threshold, stock), hard ? AT_ONCE : softGrace, now));
            services.wakes().wake(uid);
        });
        return first.isPresent();
    }

    private boolean mayGo(Pod pod) {
        String phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        boolean critical = Objects.requireNonNullElse(pod.getSpec().getPriority(), 0) >= CRITICAL;
        return !over
                && !critical
                && !StaticPod.isMirror(pod)
                && pod.getMetadata().getDeletionTimestamp() == null
                && services.evictions().of(pod.getMetadata().getUid()).isEmpty();
    }

    private Candidate candidate(Pod pod, Signal signal) {
        return switch (signal) {
            case MEMORY -> new Candidate(pod, memory(pod), PodDemand.memoryBytes(pod));
            case NODE_DISK, IMAGE_DISK ->
                new Candidate(
                        pod,
                        services.volumes().bytesOnDisk(pod, pod.getMetadata().getUid()),
                        PodDemand.bytes(pod, "ephemeral-storage"));
            case PROCESSES -> new Candidate(pod, processes(pod), 0);
        };
    }

    private long memory(Pod pod) {
        return figures(pod).map(figures -> figures.memory().workingSet()).orElse(0L);
    }

    private long processes(Pod pod) {
        return figures(pod).map(GroupFigures::processes).orElse(0L);
    }

    /** A Pod of which nothing can be read does not keep another from going. */
    private Optional<GroupFigures> figures(Pod pod) {
        try {
            return services.groups()
                    .read(services.cgroup(pod.getMetadata().getUid()).path());
        } catch (IOException unreadable) {
            log.warn("What {} uses cannot be read: {}", ObjectKey.of(pod), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static String message(Candidate candidate, Threshold threshold, Stock stock) {
        Signal signal = threshold.signal();
        String start = "The node was low on resource: " + signal.resource() + ". Threshold quantity: "
                + threshold.amount() + ", available: " + text(signal, stock.available()) + ". ";
        if (signal == Signal.PROCESSES || !candidate.exceeds()) return start;
        var containers = candidate.pod().getSpec().getContainers();
        String who = containers.size() == 1 ? containers.getFirst().getName() : "";
        if (who.isEmpty()) return start;
        return start + "Container " + who + " was using " + text(signal, candidate.used()) + ", request is "
                + (candidate.requested() == 0 ? "0" : text(signal, candidate.requested()))
                + ", has larger consumption of " + signal.resource() + ". ";
    }

    private static String text(Signal signal, long amount) {
        return signal == Signal.PROCESSES ? String.valueOf(amount) : (amount >> 10) + "Ki";
    }
}
