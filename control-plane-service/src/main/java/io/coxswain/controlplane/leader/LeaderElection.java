package io.coxswain.controlplane.leader;

import io.coxswain.client.Api;
import io.coxswain.reconcile.Controller;
import io.coxswain.status.ApiException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something on one replica at a time, from when it gets the Lease until it loses it, and again with a new one when
 * it gets the Lease again. A leader that cannot renew stops, and its writes are refused, before another may begin.
 */
public final class LeaderElection implements Controller {
    private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);
    private static final Executor VIRTUAL =
            work -> Thread.ofVirtual().name("leader election request").start(work);

    private final ElectionSettings settings;
    private final LeaseLock lock;
    private final LongSupplier nanos;
    private final Function<Fence, Controller> work;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Fence fence;
    private @Nullable Controller running;

    /**
     * Idle until {@link #start}.
     *
     * @param work made for each term; what it writes through the fence is refused when the term is over
     */
    public LeaderElection(
            Api api,
            ElectionSettings settings,
            Clock clock,
            LongSupplier nanos,
            MeterRegistry meters,
            Function<Fence, Controller> work) {
        this.settings = settings;
        this.lock = new LeaseLock(api, settings, clock, nanos);
        this.nanos = nanos;
        this.work = work;
        this.thread =
                Thread.ofVirtual().name("leader election " + settings.name()).unstarted(this::run);
        Gauge.builder("leader.election.master.status", this, each -> each.leads() ? 1 : 0)
                .tag("name", settings.name())
                .register(meters);
    }

    /** Whether this replica may act now. */
    public boolean leads() {
        Fence now = fence;
        return now != null && now.isOpen();
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Ends the work first, then lets another replica take over at once. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = tryOnce() ? settings.retryPeriod() : AFTER_FAILURE;
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            boolean led = running != null;
            end("this replica ends");
            if (led) release();
        }
    }

    /**
     * False when the server gave no answer. A request that hangs counts from its beginning: the Lease may have been
     * renewed then and not later.
     */
    private boolean tryOnce() throws InterruptedException {
        long began = nanos.getAsLong();
        boolean held = false;
        boolean answered = false;
        try {
            held = CompletableFuture.supplyAsync(lock::acquireOrRenew, VIRTUAL)
                    .get(patience(began).toNanos(), TimeUnit.NANOSECONDS);
            answered = true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ApiException answer) {
                log.info("lease {}: {}", settings.name(), answer.getMessage());
            } else {
                log.warn("lease {}", settings.name(), failure.getCause());
            }
        } catch (TimeoutException late) {
            log.warn("lease {}: no answer in time", settings.name());
        }
        Fence now = fence;
        if (held && now != null && now.isOpen()) now.renewed(began);
        else if (held && running == null) begin(began);
        else if (running != null && (now == null || !now.isOpen())) end("the Lease was not renewed in time");
        return answered;
    }

    private Duration patience(long now) {
        Fence open = fence;
        if (open == null) return settings.renewDeadline();
        Duration left = open.left(now);
        return left.isNegative() || left.isZero() ? Duration.ofMillis(1) : left;
    }

    private void begin(long since) {
        log.info("{} leads: {}", settings.identity(), settings.name());
        var opened = new Fence(nanos, settings.renewDeadline(), since);
        fence = opened;
        Controller term = work.apply(opened);
        running = term;
        term.start();
    }

    private void end(String why) {
        Controller term = running;
        Fence last = fence;
        if (last != null && closed.getCount() > 0) last.shut();
        if (term != null) {
            log.info("{} no longer leads: {}", settings.identity(), why);
            term.close();
        }
        if (last != null) last.shut();
        running = null;
        fence = null;
    }

    private void release() {
        try {
            lock.release();
        } catch (ApiException refused) {
            log.info("lease {} runs out by itself: {}", settings.name(), refused.getMessage());
        }
    }
}
