package io.coxswain.controlplane.scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/** The scheduler's metrics, under the names that dashboards for Kubernetes' scheduler read. */
final class SchedulerMetrics {
    private static final Map<SchedulingQueue.Place, String> QUEUES = Map.of(
            SchedulingQueue.Place.ACTIVE, "active",
            SchedulingQueue.Place.BACK_OFF, "backoff",
            SchedulingQueue.Place.UNSCHEDULABLE, "unschedulable",
            SchedulingQueue.Place.GATED, "gated");

    private final MeterRegistry meters;

    SchedulerMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void watch(SchedulingQueue queue) {
        QUEUES.forEach((place, name) -> Gauge.builder(
                        "scheduler.pending.pods", queue, each -> each.sizes().getOrDefault(place, 0))
                .tag("queue", name)
                .register(meters));
    }

    /** @param result {@code scheduled}, {@code unschedulable} or {@code error} */
    void attempted(String profile, String result, Duration took) {
        meters.counter("scheduler.schedule.attempts", "profile", profile, "result", result)
                .increment();
        Timer.builder("scheduler.scheduling.attempt.duration")
                .tags("profile", profile, "result", result)
                .publishPercentileHistogram()
                .register(meters)
                .record(took);
    }

    void decided(Duration took) {
        Timer.builder("scheduler.scheduling.algorithm.duration")
                .publishPercentileHistogram()
                .register(meters)
                .record(took);
    }

    void bound(int attempts, Duration sinceQueued) {
        Timer.builder("scheduler.pod.scheduling.sli.duration")
                .tag("attempts", attempts >= 15 ? "15+" : Integer.toString(attempts))
                .publishPercentileHistogram()
                .register(meters)
                .record(sinceQueued);
        meters.summary("scheduler.pod.scheduling.attempts").record(attempts);
    }

    void preempted() {
        meters.counter("scheduler.preemption.attempts").increment();
    }
}
