package io.coxswain.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The metrics of a work queue, under the names that dashboards for Kubernetes' controllers read. */
public final class WorkQueueMetrics {
    /** Kubernetes' own from a microsecond on: each ten times the one before. */
    private static final Duration[] BUCKETS = Stream.iterate(1000L, nanos -> nanos * 10)
            .limit(10)
            .map(Duration::ofNanos)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final String name;
    private final Counter adds;
    private final Counter retries;
    private final Timer queueDuration;
    private final Timer workDuration;

    public WorkQueueMetrics(MeterRegistry meters, String name) {
        this.meters = meters;
        this.name = name;
        this.adds = meters.counter("workqueue.adds", "name", name);
        this.retries = meters.counter("workqueue.retries", "name", name);
        this.queueDuration = timer("workqueue.queue.duration");
        this.workDuration = timer("workqueue.work.duration");
    }

    private Timer timer(String metric) {
        return Timer.builder(metric)
                .tag("name", name)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    void watch(Supplier<Number> depth, Supplier<Duration> longestRunning, Supplier<Duration> unfinished) {
        Gauge.builder("workqueue.depth", depth).tag("name", name).register(meters);
        gauge("workqueue.longest.running.processor", longestRunning);
        gauge("workqueue.unfinished.work", unfinished);
    }

    private void gauge(String metric, Supplier<Duration> duration) {
        TimeGauge.builder(metric, () -> duration.get().toNanos(), TimeUnit.NANOSECONDS)
                .tag("name", name)
                .register(meters);
    }

    void added() {
        adds.increment();
    }

    void retried() {
        retries.increment();
    }

    void taken(Duration waited) {
        queueDuration.record(waited);
    }

    void worked(Duration took) {
        workDuration.record(took);
    }
}
