package io.coxswain.node.pod;

import io.coxswain.model.ObjectKey;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.reconcile.Backoff;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one Pod on a virtual thread of its own, pass after pass, until nothing of it is left on the node. A pass sees
 * the newest Pod and the state of the engine, never an event.
 */
final class PodWorker {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final Backoff AFTER_FAULT = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final String uid;
    private final LivePass live;
    private final EndPass end;
    private final ContainerStops orphanStops;
    private final Runnable onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread;
    private final @Nullable PodRun run;
    private boolean due = true;
    private boolean gone;
    private boolean closed;

    /**
     * Starts at {@link #start}.
     *
     * @param pod null for a Pod of which only its containers are known
     * @param onEnd runs when nothing is left
     */
    PodWorker(NodeServices services, String uid, @Nullable Pod pod, Runnable onEnd) {
        this.uid = uid;
        this.live = new LivePass(services);
        this.end = new EndPass(services);
        this.orphanStops = new ContainerStops(services.runtime(), services.clock(), this::wake);
        this.onEnd = onEnd;
        this.run = pod == null ? null : new PodRun(services, pod, this::wake);
        this.gone = pod == null;
        this.thread = Thread.ofVirtual().name("pod " + uid).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    void update(Pod newer) {
        if (run != null) run.update(newer);
        wake();
    }

    String uid() {
        return uid;
    }

    /** Whether this drives a static Pod of the same name. */
    boolean isStaticOf(Pod other) {
        return run != null
                && StaticPod.isStatic(run.pod())
                && ObjectKey.of(run.pod()).equals(ObjectKey.of(other));
    }

    void tellAgain() {
        if (run != null) run.publisher().again();
    }

    /** The object is no longer in the API. */
    void gone() {
        lock.lock();
        try {
            gone = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    void wake() {
        lock.lock();
        try {
            due = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        int faults = 0;
        try {
            while (true) {
                Duration next;
                try {
                    switch (pass()) {
                        case Pass.Again(Duration after) -> next = after;
                        case Pass.Ended() -> {
                            onEnd.run();
                            return;
                        }
                    }
                    faults = 0;
                } catch (IOException | RuntimeException fault) {
                    faults++;
                    next = AFTER_FAULT.delay(faults);
                    log.warn("Pod {}: {}; trying again in {}s", name(), fault, next.toSeconds(), fault);
                }
                if (!await(next)) return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (run != null) run.close();
        }
    }

    private Pass pass() throws IOException, InterruptedException {
        boolean known;
        lock.lock();
        try {
            due = false;
            known = !gone;
        } finally {
            lock.unlock();
        }
        if (run == null) return end.forget(uid, orphanStops);
        if (!known) {
            run.probes().close();
            return end.forget(uid, orphanStops);
        }
        run.look();
        boolean terminating = run.pod().getMetadata().getDeletionTimestamp() != null;
        return terminating ? end.terminate(run) : live.run(run);
    }

    private String name() {
        return run == null
                ? uid
                : run.pod().getMetadata().getNamespace() + "/"
                        + run.pod().getMetadata().getName();
    }

    /** False when the worker is closed. */
    private boolean await(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!due && !closed && left > 0) left = woken.awaitNanos(left);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves everything as it is. */
    void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    void join() throws InterruptedException {
        thread.join(Duration.ofSeconds(5));
    }
}
