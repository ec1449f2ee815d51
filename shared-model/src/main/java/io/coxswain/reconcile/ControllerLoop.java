package io.coxswain.reconcile;

import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one reconciler: its informers fill a queue of keys, and each key gets its pass on a virtual thread. */
public final class ControllerLoop<T extends HasMetadata> implements Controller {
    /**
     * How a loop runs.
     *
     * @param name the controller's name in metrics and logs, such as {@code replicaset}
     * @param parallelPasses how many keys are worked on at once
     * @param queueCapacity how many keys may wait before informers are held up
     */
    public record Settings(String name, int parallelPasses, int queueCapacity, Backoff backoff) {
        public static Settings of(String name) {
            return new Settings(name, 8, 100_000, Backoff.ofPasses());
        }

        public Settings withParallelPasses(int passes) {
            return new Settings(name, passes, queueCapacity, backoff);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(ControllerLoop.class);
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Reconciler<T> reconciler;
    private final Informers informers;
    private final Settings settings;
    private final WorkQueue<ObjectKey> queue;
    private final Semaphore permits;
    private final Set<Thread> passes = ConcurrentHashMap.newKeySet();
    private final List<Informer<?>> sources = new ArrayList<>();
    private final Thread dispatcher;
    private volatile boolean stopping;

    public ControllerLoop(Reconciler<T> reconciler, Informers informers, Settings settings, MeterRegistry meters) {
        this.reconciler = reconciler;
        this.informers = informers;
        this.settings = settings;
        this.queue = new WorkQueue<>(
                settings.backoff(), settings.queueCapacity(), new WorkQueueMetrics(meters, settings.name()));
        this.permits = new Semaphore(settings.parallelPasses());
        this.dispatcher =
                Thread.ofVirtual().name("controller " + settings.name()).unstarted(this::dispatch);
    }

    /** Returns at once; passes begin when all caches are filled. */
    @Override
    public void start() {
        Watches<T> watches = reconciler.watches();
        Informer<T> own = informers.of(watches.kind());
        sources.add(own);
        own.onChange(change -> change.states().map(ObjectKey::of).distinct().forEach(this::wake));
        watches.wakes().forEach(this::listen);
        dispatcher.start();
    }

    /** Gives the key a pass, though nothing has changed. */
    public void wake(ObjectKey key) {
        if (!stopping) queue.add(key);
    }

    /** Lets the passes that run end, and interrupts those that take longer than some seconds. */
    @Override
    public void close() {
        stopping = true;
        dispatcher.interrupt();
        if (!awaitPasses()) {
            passes.forEach(Thread::interrupt);
            if (!awaitPasses()) log.warn("controller {}: {} passes do not end", settings.name(), passes.size());
        }
    }

    private boolean awaitPasses() {
        try {
            boolean ended = permits.tryAcquire(settings.parallelPasses(), GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) permits.release(settings.parallelPasses());
            return ended;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <S extends HasMetadata> void listen(Watches.Wake<S> wake) {
        Informer<S> source = informers.of(wake.kind());
        sources.add(source);
        source.onChange(change -> wake.toKeys().apply(change).forEach(this::wake));
    }

    private void dispatch() {
        try {
            for (Informer<?> source : sources) {
                while (!source.awaitSynced(LOOK_UP)) log.info("controller {} waits for its caches", settings.name());
            }
            while (!stopping) {
                permits.acquire();
                ObjectKey key;
                try {
                    key = queue.take();
                } catch (InterruptedException stop) {
                    permits.release();
                    throw stop;
                }
                Thread.ofVirtual().name(settings.name() + " " + key).start(() -> {
                    passes.add(Thread.currentThread());
                    try {
                        pass(key);
                    } finally {
                        passes.remove(Thread.currentThread());
                        permits.release();
                    }
                });
            }
        } catch (InterruptedException stop) {
            // closed: keys that wait are found again by the lists of the next start
        }
    }

    private void pass(ObjectKey key) {
        boolean succeeded = false;
        try {
            Optional<T> current = informers.of(reconciler.watches().kind()).get(key);
            Outcome outcome = current.isPresent() ? reconciler.reconcile(current.get()) : reconciler.forget(key);
            succeeded = true;
            switch (outcome) {
                case Outcome.Settled() -> {}
                case Outcome.CheckAgain(var after, var _) -> queue.addAfter(key, after);
                case Outcome.GaveUp(var why) -> log.warn("{} {} gave up: {}", settings.name(), key, why);
            }
        } catch (Throwable failure) {
            if (!stopping) retry(key, failure);
        } finally {
            queue.done(key, succeeded);
        }
    }

    private void retry(ObjectKey key, Throwable failure) {
        if (failure instanceof ApiException answer) {
            // a lost race is ordinary: the next pass sees the newer object
            if (answer.is(Reason.Conflict)) log.debug("{} {}: {}", settings.name(), key, answer.getMessage());
            else log.warn("{} {} failed and is tried again: {}", settings.name(), key, answer.getMessage());
        } else {
            log.warn("{} {} failed and is tried again", settings.name(), key, failure);
        }
        queue.retry(key);
    }
}
