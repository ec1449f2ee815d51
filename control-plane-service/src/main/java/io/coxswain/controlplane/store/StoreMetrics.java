package io.coxswain.controlplane.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/** What the store tells of itself. */
final class StoreMetrics {
    private final Timer commits;
    private final DistributionSummary batchUnits;
    private final Counter committed;
    private final Counter conflicts;
    private final Counter reconnects;
    private final Counter reloads;

    StoreMetrics(MeterRegistry registry, WriteQueue queue, WatchCache cache) {
        commits = Timer.builder("coxswain.store.commit")
                .description("Time of one group commit, from its start until it is durable")
                .publishPercentileHistogram()
                .register(registry);
        batchUnits = DistributionSummary.builder("coxswain.store.batch.units")
                .description("Write units in one group commit")
                .register(registry);
        committed = counter(registry, "committed");
        conflicts = counter(registry, "conflict");
        reconnects = Counter.builder("coxswain.store.reconnects")
                .description("Times that a connection to the database was lost")
                .register(registry);
        reloads = Counter.builder("coxswain.store.reloads")
                .description("Times that the cache was read anew, by a new epoch or a gap")
                .register(registry);
        for (Lane lane : Lane.values()) {
            Gauge.builder("coxswain.store.queue.units", queue, of -> of.length(lane))
                    .description("Write units that wait for the writer")
                    .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("coxswain.store.revision", cache, WatchCache::revision)
                .description("The revision that this replica has reached")
                .register(registry);
        Gauge.builder("coxswain.store.horizon", cache, WatchCache::horizon)
                .description("The revision below which reads and watches are expired")
                .register(registry);
        Gauge.builder("coxswain.store.history.bytes", cache, WatchCache::historyBytes)
                .description("Bodies of recent changes in memory")
                .baseUnit("bytes")
                .register(registry);
    }

    void commit(long nanos, int units) {
        commits.record(java.time.Duration.ofNanos(nanos));
        batchUnits.record(units);
    }

    void outcome(Written written) {
        switch (written) {
            case Written.Committed ignored -> committed.increment();
            case Written.Conflict ignored -> conflicts.increment();
        }
    }

    void reconnect() {
        reconnects.increment();
    }

    void reload() {
        reloads.increment();
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("coxswain.store.units")
                .description("Write units by their outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
