package io.coxswain.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The metrics of a work queue, under the names that dashboards for Kubernetes' controllers read. */
public final class WorkQueueMetrics {
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
        this.queueDuration = meters.timer("workqueue.queue.duration", "name", name);
        this.workDuration = meters.timer("workqueue.work.duration", "name", name);
    }

    void watch(Supplier<Number> depth, Supplier<Duration> longestRunning) {
        Gauge.builder("workqueue.depth", depth).tag("name", name).register(meters);
        TimeGauge.builder(
                        "workqueue.longest.running.processor",
                        () -> longestRunning.get().toNanos(),
                        TimeUnit.NANOSECONDS)
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
