package io.coxswain.node.simulated;

import io.coxswain.client.Api;
import io.coxswain.model.SimulatedNode;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.ControllerLoop.Settings;
import io.coxswain.reconcile.Informers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hosts all Nodes that have the label {@link SimulatedNode#LABEL}, hundreds in one process: one queue for the
 * heartbeats of all, one for the Pods of all, each worked off by a bounded number of virtual threads. What it needs to
 * know stands in the API, so that it goes on where it was after a restart.
 */
public final class SimulatedNodes implements Controller {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int HEARTBEATS_AT_ONCE = 8;
    private static final int PODS_AT_ONCE = 32;

    private final Api api;
    private final Informers informers;
    private final Stages stages;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ControllerLoop<?> nodes;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ControllerLoop<?> pods;
    private boolean closed;

    /** Idle until {@link #start}; with the heartbeat of a kubelet. */
    public SimulatedNodes(Api api, Informers informers, Stages stages, Clock clock, MeterRegistry meters) {
        this(api, informers, stages, HEARTBEAT, clock, meters);
    }

    SimulatedNodes(Api api, Informers informers, Stages stages, Duration heartbeat, Clock clock, MeterRegistry meters) {
        this.api = api;
        this.informers = informers;
        this.stages = stages;
        this.clock = clock;
        this.meters = meters;
        this.nodes = new ControllerLoop<>(
                new SimulatedNodeReconciler(api, heartbeat, clock, this::startPods),
                informers,
                Settings.of("simulated_node").withParallelPasses(HEARTBEATS_AT_ONCE),
                meters);
    }

    @Override
    public void start() {
        nodes.start();
    }

    /** Where no node is simulated, nobody needs to hear of Pods. */
    private void startPods() {
        lock.lock();
        try {
            if (pods != null || closed) return;
            ControllerLoop<?> loop = new ControllerLoop<>(
                    new SimulatedPodReconciler(api, informers, stages, clock),
                    informers,
                    Settings.of("simulated_pod").withParallelPasses(PODS_AT_ONCE),
                    meters);
            pods = loop;
            loop.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ControllerLoop<?> last;
        lock.lock();
        try {
            closed = true;
            last = pods;
        } finally {
            lock.unlock();
        }
        nodes.close();
        if (last != null) last.close();
    }
}
