package io.coxswain.controlplane.scheduler;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.scheduler.BindingCycle.Failure;
import io.coxswain.controlplane.scheduler.BindingCycle.Reserved;
import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.Informers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one Pod after the other, chooses its node, and leaves the binding to a virtual thread. */
public final class Scheduler implements Controller {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Their objects are known before the first Pod is tried. */
    private static final List<Kind<?>> SOURCES = List.of(
            Kinds.NODE,
            Kinds.POD,
            Kinds.NAMESPACE,
            Kinds.SERVICE,
            Kinds.REPLICATION_CONTROLLER,
            Kinds.REPLICA_SET,
            Kinds.STATEFUL_SET,
            Kinds.POD_DISRUPTION_BUDGET,
            Kinds.PERSISTENT_VOLUME,
            Kinds.PERSISTENT_VOLUME_CLAIM,
            Kinds.STORAGE_CLASS,
            Kinds.CSI_NODE);

    private record Cycles(SchedulingCycle scheduling, BindingCycle binding) {}

    private record Attempt(
            PodInfo pod, int number, long sinceNanos, long startNanos, Cycles cycles, Decision.Builder decision) {}

    private final Informers informers;
    private final Clock clock;
    private final Map<String, EventRecorder> events = new HashMap<>();
    private final Map<String, Cycles> cycles = new HashMap<>();
    private final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final Profiles profiles;
    private final SchedulingQueue queue;
    private final PodStatusWriter statuses;
    private final DecisionLog decisions;
    private final SchedulerMetrics metrics;
    private final int parallelBindings;
    private final Semaphore bindings;
    private final Thread thread;
    private volatile boolean closed;

    /** Not started yet. */
    public Scheduler(
            Api api,
            Informers informers,
            SchedulerSettings settings,
            DecisionLog decisions,
            Clock clock,
            MeterRegistry meters) {
        this.informers = informers;
        this.clock = clock;
        this.decisions = decisions;
        this.metrics = new SchedulerMetrics(meters);
        this.statuses = new PodStatusWriter(api, clock);
        var all = new ArrayList<Profile>();
        for (SchedulerSettings.Profile each : settings.profiles()) {
            var recorder = new EventRecorder(api, each.schedulerName(), null, clock);
            events.put(each.schedulerName(), recorder);
            List<Plugin> plugins = SchedulerPlugins.of(each, api, informers, recorder, clock);
            Profile profile = SchedulerPlugins.profile(each, plugins);
            all.add(profile);
            cycles.put(
                    each.schedulerName(),
                    new Cycles(
                            new SchedulingCycle(profile, settings.percentageOfNodesToScore()),
                            new BindingCycle(profile)));
        }
        this.profiles = new Profiles(all);
        this.queue = new SchedulingQueue(profiles, System::nanoTime);
        this.parallelBindings = settings.parallelBindings();
        this.bindings = new Semaphore(parallelBindings);
        this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    @Override
    public void start() {
        metrics.watch(queue);
        var feed = new SchedulerFeed(snapshot, queue, profiles);
        informers.of(Kinds.NODE).onChange(feed::node);
        informers.of(Kinds.POD).onChange(feed::pod);
        informers.of(Kinds.NAMESPACE).onChange(feed::namespace);
        informers.of(Kinds.PERSISTENT_VOLUME).onChange(feed::volume);
        informers.of(Kinds.PERSISTENT_VOLUME_CLAIM).onChange(feed::volume);
        informers.of(Kinds.STORAGE_CLASS).onChange(feed::volume);
        informers.of(Kinds.CSI_NODE).onChange(feed::volume);
        thread.start();
    }

    /** Bindings under way are finished. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            boolean ended = thread.join(GRACE)
                    && bindings.tryAcquire(parallelBindings, GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) log.warn("the scheduler leaves writes unfinished");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        events.values().forEach(EventRecorder::close);
    }

    private void run() {
        try {
            for (Kind<?> source : SOURCES) {
                while (!informers.of(source).awaitSynced(LOOK_UP)) log.info("the scheduler waits for its caches");
            }
            while (!closed) schedule(queue.take());
        } catch (InterruptedException stop) {
            // closed
        }
    }

    private void schedule(SchedulingQueue.Taken taken) throws InterruptedException {
        PodInfo pod = taken.pod();
        Cycles own = Objects.requireNonNull(cycles.get(pod.schedulerName()));
        var attempt = new Attempt(
                pod, taken.attempts(), taken.waitingSinceNanos(), System.nanoTime(), own, new Decision.Builder());
        // taken before the choice: a Pod holds no place while it waits for its turn to be bound
        bindings.acquire();
        boolean handedOn = false;
        try {
            Runnable rest = decide(attempt);
            Thread.ofVirtual().name("binding of " + pod.key()).start(() -> {
                try {
                    rest.run();
                } catch (RuntimeException | Error fault) {
                    log.error("binding of {} failed and is tried again", pod.key(), fault);
                    giveUp(pod);
                    queue.brokenOff(pod.uid());
                } finally {
                    bindings.release();
                }
            });
            handedOn = true;
        } catch (RuntimeException | Error fault) {
            log.error("scheduling of {} failed and is tried again", pod.key(), fault);
            giveUp(pod);
            queue.brokenOff(pod.uid());
        } finally {
            if (!handedOn) bindings.release();
        }
    }

    /** Chooses, and gives back what is left to do and may block. */
    private Runnable decide(Attempt attempt) {
        PodInfo pod = attempt.pod;
        record Chosen(Choice choice, Optional<Reserved> reserved, Optional<Failure> failure) {}
        Chosen chosen = snapshot.read(nodes -> {
            Choice choice = attempt.cycles.scheduling.choose(pod, nodes, attempt.decision);
            if (choice instanceof Choice.Node(var node, var cycle)) {
                snapshot.assume(nodes, pod, node);
                BindingCycle.Reservation reservation = attempt.cycles.binding.reserve(cycle, node);
                return new Chosen(choice, reservation.reserved(), reservation.failure());
            }
            if (choice instanceof Choice.None(var _, var _, var nominated) && nominated != null) {
                if (nominated.isEmpty()) nodes.nominations().remove(pod.uid());
                else nodes.nominations().put(pod, nominated);
            }
            return new Chosen(choice, Optional.empty(), Optional.empty());
        });
        metrics.decided(Duration.ofNanos(System.nanoTime() - attempt.startNanos));
        return switch (chosen.choice) {
            case Choice.Node(var node, var _) ->
                chosen.reserved.isPresent()
                        ? () -> bind(attempt, chosen.reserved.get())
                        : () -> notBound(attempt, node, chosen.failure.orElseThrow());
            case Choice.None(var message, var keptOutBy, var nominated) -> {
                queue.failed(pod.uid(), keptOutBy);
                yield () -> unschedulable(attempt, message, nominated);
            }
            case Choice.Broken(var message) -> {
                queue.brokenOff(pod.uid());
                yield () -> broken(attempt, message);
            }
        };
    }

    private void bind(Attempt attempt, Reserved reserved) {
        Optional<Failure> failure;
        try {
            failure = attempt.cycles.binding.bind(reserved);
        } catch (InterruptedException stop) {
            failure = Optional.of(new Failure("the scheduler ends", Set.of()));
        }
        if (failure.isPresent()) {
            notBound(attempt, reserved.node(), failure.get());
            return;
        }
        PodInfo pod = attempt.pod;
        end(attempt, "scheduled", reserved.node(), "");
        metrics.bound(attempt.number, Duration.ofNanos(System.nanoTime() - attempt.sinceNanos));
        events(pod)
                .normal(
                        Subject.of(Kinds.POD, pod.pod()),
                        "Scheduled",
                        "Successfully assigned " + pod.key() + " to " + reserved.node());
    }

    /** Gone or bound by another, the Pod's own change says so and takes it out of the queue. */
    private void notBound(Attempt attempt, String node, Failure failure) {
        PodInfo pod = attempt.pod;
        giveUp(pod);
        if (failure.keptOutBy().isEmpty()) {
            queue.brokenOff(pod.uid());
            if (closed) return;
            end(attempt, "error", node, failure.message());
            events(pod).warning(Subject.of(Kinds.POD, pod.pod()), "FailedScheduling", failure.message());
        } else {
            queue.failed(pod.uid(), failure.keptOutBy());
            unschedulable(attempt, failure.message(), null);
        }
    }

    private void giveUp(PodInfo pod) {
        if (snapshot.giveUp(pod)) queue.happened(new ClusterEvent.PodGone(pod, ""));
    }

    private void unschedulable(Attempt attempt, String message, @Nullable String nominated) {
        PodInfo pod = attempt.pod;
        if (nominated != null && !nominated.isEmpty()) metrics.preempted();
        end(attempt, "unschedulable", Objects.requireNonNullElse(nominated, ""), message);
        events(pod).warning(Subject.of(Kinds.POD, pod.pod()), "FailedScheduling", message);
        statuses.tell(pod, "Unschedulable", message, nominated);
    }

    private void broken(Attempt attempt, String message) {
        PodInfo pod = attempt.pod;
        end(attempt, "error", "", message);
        events(pod).warning(Subject.of(Kinds.POD, pod.pod()), "FailedScheduling", message);
        statuses.tell(pod, "SchedulerError", message, null);
    }

    private void end(Attempt attempt, String result, String node, String message) {
        Duration took = Duration.ofNanos(System.nanoTime() - attempt.startNanos);
        metrics.attempted(attempt.pod.schedulerName(), result, took);
        decisions.add(attempt.pod.key(), attempt.decision.end(clock.instant(), attempt.number, result, node, message));
    }

    private EventRecorder events(PodInfo pod) {
        return Objects.requireNonNull(events.get(pod.schedulerName()));
    }
}
