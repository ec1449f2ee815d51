package io.coxswain.controlplane.scheduler;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.coxswain.model.Kinds;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.Informers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one Pod after the other, chooses its node, and leaves the binding to a virtual thread. */
public final class Scheduler implements Controller {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    private static final int PARALLEL_WRITES = 64;
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Informers informers;
    private final EventRecorder events;
    private final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final SchedulingQueue queue = new SchedulingQueue(SchedulerPlugins.FILTERS);
    private final Placement placement = new Placement(SchedulerPlugins.FILTERS, SchedulerPlugins.SCORES);
    private final Binder binder;
    private final Semaphore writes = new Semaphore(PARALLEL_WRITES);
    private final Counter scheduled;
    private final Counter unschedulable;
    private final Thread thread;
    private volatile boolean closed;

    public Scheduler(Api api, Informers informers, Clock clock, MeterRegistry meters) {
        this.informers = informers;
        this.events = new EventRecorder(api, SchedulerFeed.NAME, null, clock);
        this.binder = new Binder(api, events, clock);
        this.scheduled = meters.counter("scheduler.schedule.attempts", "result", "scheduled");
        this.unschedulable = meters.counter("scheduler.schedule.attempts", "result", "unschedulable");
        this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    @Override
    public void start() {
        var feed = new SchedulerFeed(snapshot, queue);
        informers.of(Kinds.NODE).onChange(feed::node);
        informers.of(Kinds.POD).onChange(feed::pod);
        thread.start();
    }

    /** Bindings under way are finished. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            boolean ended =
                    thread.join(GRACE) && writes.tryAcquire(PARALLEL_WRITES, GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) log.warn("the scheduler leaves writes unfinished");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        events.close();
    }

    private void run() {
        try {
            while (!informers.of(Kinds.NODE).awaitSynced(LOOK_UP)
                    || !informers.of(Kinds.POD).awaitSynced(LOOK_UP)) {
                log.info("the scheduler waits for its caches");
            }
            while (!closed) schedule(queue.take());
        } catch (InterruptedException stop) {
            // closed
        }
    }

    private void schedule(PodInfo pod) throws InterruptedException {
        try {
            Placement.Choice choice = snapshot.read(nodes -> placement.choose(pod, nodes));
            switch (choice) {
                case Placement.Choice.Node(var node) -> {
                    snapshot.assume(pod, node);
                    write(() -> bind(pod, node));
                }
                case Placement.Choice.None(var message, var plugins) -> {
                    unschedulable.increment();
                    queue.failed(pod.uid(), plugins);
                    write(() -> binder.tellUnschedulable(pod, message));
                }
            }
        } catch (RuntimeException | Error fault) {
            log.error("scheduling of {} failed and is tried again", pod.key(), fault);
            queue.brokenOff(pod.uid());
        }
    }

    private void bind(PodInfo pod, String node) {
        if (binder.bind(pod, node)) {
            scheduled.increment();
            return;
        }
        snapshot.giveUp(pod);
        queue.brokenOff(pod.uid());
    }

    private void write(Runnable work) throws InterruptedException {
        writes.acquire();
        Thread.ofVirtual().name("scheduler write").start(() -> {
            try {
                work.run();
            } catch (RuntimeException fault) {
                log.error("a write of the scheduler failed", fault);
            } finally {
                writes.release();
            }
        });
    }
}
