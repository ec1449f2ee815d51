package io.coxswain.node.stats;

import io.coxswain.node.cgroup.GroupFigures;
import io.coxswain.node.cgroup.PodCgroup;
import io.coxswain.node.manifest.StaticPod;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything when somebody asks, at most once a second; at the sizes of directories, which cost most, only for
 * those who want them. Every ten seconds it takes the processor counters alone, one file a group, as the base of rates.
 */
public final class UsageSampler implements AutoCloseable {
    /** How far apart the bases of rates are. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(UsageSampler.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final String MACHINE = "";

    private final UsageSources sources;
    private final InstantSource clock;
    private final CpuRates rates = new CpuRates();
    private final DiskSizes sizes;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("usage").unstarted(this::run);
    private @Nullable NodeUsage latest;

    public UsageSampler(UsageSources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.sizes = new DiskSizes(clock);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                try {
                    keepBases();
                } catch (IOException | RuntimeException failure) {
                    log.warn("The use of the processor cannot be read: {}", failure.getMessage());
                }
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepBases() throws IOException {
        Set<String> groups = new HashSet<>();
        groups.add(sources.groupOf().apply("").node());
        for (Pod pod : running()) {
            PodCgroup group = sources.groupOf().apply(StaticPod.uidOnNode(pod));
            groups.add(group.path());
            statuses(pod).forEach(status -> groups.add(group.container(id(status))));
        }
        for (String group : groups) {
            OptionalLong nanos = sources.groups().cpuNanos(group);
            if (nanos.isPresent()) rates.keep(group, clock.instant(), nanos.getAsLong());
        }
        GroupFigures machine = sources.groups().machine();
        rates.keep(MACHINE, clock.instant(), machine.cpu().usageNanos());
        groups.add(MACHINE);
        rates.retain(groups);
    }

    /** Everything, never older than a second. */
    public NodeUsage latest() {
        return latest(true);
    }

    /** The same with no directory measured. */
    public NodeUsage withoutSizes() {
        return latest(false);
    }

    private NodeUsage latest(boolean withSizes) {
        lock.lock();
        try {
            NodeUsage known = latest;
            boolean fresh = known != null
                    && (known.withSizes() || !withSizes)
                    && Duration.between(known.at(), clock.instant()).compareTo(FRESH) < 0;
            if (known != null && fresh) return known;
            NodeUsage usage = look(withSizes);
            latest = usage;
            return usage;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the use of the machine cannot be read", unreadable);
        } finally {
            lock.unlock();
        }
    }

    private NodeUsage look(boolean withSizes) throws IOException {
        var pods = new ArrayList<PodUsage>();
        Set<String> there = new HashSet<>();
        for (Pod pod : running()) {
            pod(pod, withSizes, there).ifPresent(pods::add);
        }
        sizes.retain(there);
        Instant now = clock.instant();
        GroupFigures machine = sources.groups().machine();
        return new NodeUsage(
                now,
                usage(MACHINE, Instant.EPOCH, machine),
                group(sources.groupOf().apply("").node(), Instant.EPOCH),
                sources.interfacesOfNode(),
                sources.disk(),
                pods,
                withSizes);
    }

    /** @param there gets what this Pod has that may be measured */
    private Optional<PodUsage> pod(Pod pod, boolean withSizes, Set<String> there) throws IOException {
        String uid = StaticPod.uidOnNode(pod);
        PodCgroup group = sources.groupOf().apply(uid);
        Optional<GroupUsage> whole = group(group.path(), started(pod));
        if (whole.isEmpty()) return Optional.empty();
        var containers = new ArrayList<ContainerUsage>();
        List<InterfaceFigures> network = List.of();
        boolean ownNetwork = !Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        for (ContainerStatus status : statuses(pod).toList()) {
            String id = id(status);
            Optional<GroupUsage> used = group(
                    group.container(id), time(status.getState().getRunning().getStartedAt()));
            if (used.isEmpty()) continue;
            there.add(id);
            long written =
                    !withSizes ? -1 : sizes.of(id, () -> sources.written().applyAsLong(id));
            containers.add(new ContainerUsage(status.getName(), id, status.getImage(), used.get(), written));
            if (ownNetwork && network.isEmpty()) network = sources.interfacesOf(group.container(id));
        }
        there.add(uid);
        long volumes =
                !withSizes ? -1 : sizes.of(uid, () -> sources.volumeBytes().applyAsLong(pod));
        return Optional.of(new PodUsage(pod, whole.get(), network, containers, volumes));
    }

    private Optional<GroupUsage> group(String path, Instant since) throws IOException {
        return sources.groups().read(path).map(figures -> usage(path, since, figures));
    }

    private GroupUsage usage(String path, Instant since, GroupFigures figures) {
        long nanos = figures.cpu().usageNanos();
        return new GroupUsage(path, since, figures, rates.nanoCores(path, since, clock.instant(), nanos));
    }

    private List<Pod> running() {
        return sources.pods().get().stream()
                .filter(pod -> statuses(pod).findAny().isPresent())
                .toList();
    }

    private static Instant started(Pod pod) {
        return time(pod.getStatus().getStartTime());
    }

    private static Instant time(@Nullable String time) {
        return time == null ? Instant.EPOCH : Instant.parse(time);
    }

    /** The containers that run, of every sort. */
    static Stream<ContainerStatus> statuses(Pod pod) {
        if (pod.getStatus() == null) return Stream.of();
        return Stream.of(
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getContainerStatuses(),
                        pod.getStatus().getEphemeralContainerStatuses())
                .flatMap(List::stream)
                .filter(status -> status.getState() != null
                        && status.getState().getRunning() != null
                        && status.getContainerID() != null);
    }

    private static String id(ContainerStatus status) {
        String id = status.getContainerID();
        return id.substring(id.lastIndexOf('/') + 1);
    }
}
