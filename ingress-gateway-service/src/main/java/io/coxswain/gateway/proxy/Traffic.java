package io.coxswain.gateway.proxy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the data plane does. Labels are few and fixed, whatever clients send. */
public final class Traffic implements MeterBinder {
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final LongAdder[] requests = new LongAdder[CLASSES.length];
    private final LongAdder nanos = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder upstreamConnects = new LongAdder();

    public Traffic() {
        for (int i = 0; i < requests.length; i++) requests[i] = new LongAdder();
    }

    void finished(int status, long tookNanos) {
        int statusClass = status / 100;
        requests[statusClass < CLASSES.length ? statusClass : 0].increment();
        nanos.add(tookNanos);
    }

    void retried() {
        retries.increment();
    }

    void connectionOpened() {
        opened.increment();
    }

    void connectionClosed() {
        closed.increment();
    }

    void upstreamConnected() {
        upstreamConnects.increment();
    }

    public long requests() {
        long sum = 0;
        for (LongAdder count : requests) sum += count.sum();
        return sum;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (int i = 1; i < CLASSES.length; i++) {
            FunctionCounter.builder("coxswain.gateway.requests", requests[i], LongAdder::sum)
                    .tag("status", CLASSES[i])
                    .description("Requests answered")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "coxswain.gateway.request.duration",
                        this,
                        Traffic::requests,
                        traffic -> traffic.nanos.sum(),
                        TimeUnit.NANOSECONDS)
                .description("From the head of a request to the end of its response")
                .register(registry);
        FunctionCounter.builder("coxswain.gateway.retries", retries, LongAdder::sum)
                .description("Requests sent again, to another endpoint or on a fresh connection")
                .register(registry);
        FunctionCounter.builder("coxswain.gateway.upstream.connects", upstreamConnects, LongAdder::sum)
                .description("Connections opened to endpoints")
                .register(registry);
        Gauge.builder("coxswain.gateway.connections", this, traffic -> traffic.opened.sum() - traffic.closed.sum())
                .description("Open connections of clients")
                .register(registry);
    }
}
