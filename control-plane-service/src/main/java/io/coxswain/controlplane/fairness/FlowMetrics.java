package io.coxswain.controlplane.fairness;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What flow control tells of itself, under Kubernetes' names. There are as many series as flow schemas. */
final class FlowMetrics {
    private static final String PREFIX = "apiserver.flowcontrol.";
    private static final String LEVEL = "priority_level";
    private static final String SCHEMA = "flow_schema";

    private final MeterRegistry meters;

    FlowMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void level(String name, FairQueues queues) {
        gauge("nominal.limit.seats", "Seats of a priority level", name, queues, FairQueues::seats);
        gauge("current.limit.seats", "Seats of a priority level", name, queues, FairQueues::seats);
        gauge("current.executing.seats", "Seats in use", name, queues, FairQueues::inUse);
        gauge("current.executing.requests", "Requests at work", name, queues, FairQueues::inUse);
        gauge("current.inqueue.requests", "Requests that wait for a seat", name, queues, FairQueues::waiting);
    }

    void dispatched(FlowConfiguration.Match match) {
        Counter.builder(PREFIX + "dispatched.requests")
                .description("Requests that got a seat")
                .tag(LEVEL, match.level().name())
                .tag(SCHEMA, match.schema().name())
                .register(meters)
                .increment();
    }

    void rejected(FlowConfiguration.Match match, FairQueues.Refusal refusal) {
        Counter.builder(PREFIX + "rejected.requests")
                .description("Requests that got no seat")
                .tag(LEVEL, match.level().name())
                .tag(SCHEMA, match.schema().name())
                .tag("reason", refusal.reason())
                .register(meters)
                .increment();
    }

    void waited(FlowConfiguration.Match match, long nanos, boolean seated) {
        Timer.builder(PREFIX + "request.wait.duration")
                .description("Time in a queue")
                .tag(LEVEL, match.level().name())
                .tag(SCHEMA, match.schema().name())
                .tag("execute", Boolean.toString(seated))
                .register(meters)
                .record(Duration.ofNanos(nanos));
    }

    void executed(FlowConfiguration.Match match, long nanos) {
        Timer.builder(PREFIX + "request.execution")
                .description("Time on a seat")
                .tag(LEVEL, match.level().name())
                .tag(SCHEMA, match.schema().name())
                .register(meters)
                .record(Duration.ofNanos(nanos));
    }

    private void gauge(
            String name,
            String description,
            String level,
            FairQueues queues,
            java.util.function.ToDoubleFunction<FairQueues> value) {
        Gauge.builder(PREFIX + name, queues, value)
                .description(description)
                .tag(LEVEL, level)
                .register(meters);
    }
}
