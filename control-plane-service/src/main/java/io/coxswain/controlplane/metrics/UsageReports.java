package io.coxswain.controlplane.metrics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The latest summary of each node. One that is older than a few seconds is asked for again when somebody needs it, once
 * at a time for each node; who needs it waits for all nodes together at most a few seconds and then takes what is
 * there; nobody waits for a node that has owed its answer for longer than that. A node that does not answer drops out
 * when its summary is a minute old.
 */
public final class UsageReports {
    /** What the agents' figures of the processor are an average of. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(UsageReports.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration GONE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int AT_ONCE = 64;

    /** A summary as it was at a time. */
    public record Report(String node, Instant at, ObjectNode summary) {}

    private final UsageSource source;
    private final Supplier<? extends Collection<String>> nodes;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Map<String, Report> reports = new HashMap<>();
    /** Which nodes have still to answer, and since when. */
    private final Map<String, Instant> underWay = new HashMap<>();

    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** @param nodes those whose agents can be reached now */
    public UsageReports(UsageSource source, Supplier<? extends Collection<String>> nodes, InstantSource clock) {
        this.source = source;
        this.nodes = nodes;
        this.clock = clock;
    }

    public List<Report> all() {
        Collection<String> reachable = nodes.get();
        lock.lock();
        try {
            Instant now = clock.instant();
            reports.values().removeIf(report -> age(report, now).compareTo(GONE) > 0);
            for (String node : reachable) {
                Report known = reports.get(node);
                boolean fresh = known != null && age(known, now).compareTo(FRESH) < 0;
                if (!fresh && underWay.putIfAbsent(node, now) == null) {
                    Thread.ofVirtual().name("usage of " + node).start(() -> ask(node));
                }
            }
            long left = PATIENCE.toNanos();
            while (left > 0 && reachable.stream().anyMatch(node -> mayAnswer(node, now))) {
                left = answered.awaitNanos(left);
            }
            return List.copyOf(reports.values());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** One that was asked long ago holds up nobody any more. */
    private boolean mayAnswer(String node, Instant now) {
        Instant since = underWay.get(node);
        return since != null && Duration.between(since, now).compareTo(PATIENCE) < 0;
    }

    private void ask(String node) {
        ObjectNode summary = null;
        try {
            if (permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    summary = source.summary(node);
                } finally {
                    permits.release();
                }
            }
        } catch (IOException | RuntimeException failure) {
            log.debug("Node {} does not tell its usage: {}", node, failure.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            underWay.remove(node);
            if (summary != null) reports.put(node, new Report(node, clock.instant(), summary));
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Duration age(Report report, Instant now) {
        return Duration.between(report.at(), now);
    }
}
