package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes a Pod from the choice of its node to the binding. */
final class BindingCycle {
    /** A Pod that holds its node and waits for leave to be bound. */
    record Reserved(Cycle cycle, String node, List<Waiting> waits) {}

    record Waiting(String plugin, Plugin.Permit.Waiting waiting) {}

    /**
     * Why a Pod was not bound.
     *
     * @param keptOutBy the plug-in that says that the node does not suit after all; empty after a failure
     */
    record Failure(String message, Set<String> keptOutBy) {}

    /** What {@link #reserve} comes to. */
    record Reservation(Optional<Reserved> reserved, Optional<Failure> failure) {}

    private final Profile profile;

    BindingCycle(Profile profile) {
        this.profile = profile;
    }

    /** Never blocks. */
    Reservation reserve(Cycle cycle, String node) {
        for (Plugin.Reserve plugin : profile.reserves) {
            Verdict verdict = plugin.reserve(cycle, node);
            if (!verdict.isOk()) return failed(cycle, node, failure("Reserve", plugin, verdict));
        }
        var waits = new ArrayList<Waiting>();
        for (Plugin.Permit plugin : profile.permits) {
            plugin.permit(cycle, node).ifPresent(waiting -> waits.add(new Waiting(plugin.name(), waiting)));
        }
        return new Reservation(Optional.of(new Reserved(cycle, node, waits)), Optional.empty());
    }

    private Reservation failed(Cycle cycle, String node, Failure failure) {
        giveBack(cycle, node);
        return new Reservation(Optional.empty(), Optional.of(failure));
    }

    /** Blocks until the Pod is bound, or has given back what it held. */
    Optional<Failure> bind(Reserved reserved) throws InterruptedException {
        boolean bound = false;
        try {
            Optional<Failure> failure = tryBind(reserved);
            bound = failure.isEmpty();
            return failure;
        } finally {
            if (!bound) giveBack(reserved.cycle, reserved.node);
        }
    }

    private Optional<Failure> tryBind(Reserved reserved) throws InterruptedException {
        for (Waiting each : reserved.waits) {
            if (!isPermitted(each.waiting)) {
                return Optional.of(new Failure(
                        "pod \"" + reserved.cycle.pod().key().name() + "\" rejected while waiting on permit",
                        Set.of(each.plugin)));
            }
        }
        for (Plugin.PreBind plugin : profile.preBinds) {
            Verdict verdict = plugin.preBind(reserved.cycle, reserved.node);
            if (!verdict.isOk()) return Optional.of(failure("PreBind", plugin, verdict));
        }
        for (Plugin.Bind plugin : profile.binds) {
            Verdict verdict = plugin.bind(reserved.cycle, reserved.node);
            if (verdict instanceof Verdict.Skip) continue;
            if (!verdict.isOk()) return Optional.of(failure("Bind", plugin, verdict));
            profile.postBinds.forEach(each -> each.postBind(reserved.cycle, reserved.node));
            return Optional.empty();
        }
        return Optional.of(new Failure("no Bind plugin binds the Pod", Set.of()));
    }

    private static boolean isPermitted(Plugin.Permit.Waiting waiting) throws InterruptedException {
        try {
            return waiting.answer().get(waiting.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            return false;
        }
    }

    private static Failure failure(String point, Plugin plugin, Verdict verdict) {
        String why = String.join(", ", verdict.why());
        boolean unsuited = !(verdict instanceof Verdict.Fault);
        return unsuited
                ? new Failure(why, Set.of(plugin.name()))
                : new Failure("running " + point + " plugin \"" + plugin.name() + "\": " + why, Set.of());
    }

    private void giveBack(Cycle cycle, String node) {
        profile.reserves.reversed().forEach(plugin -> plugin.unreserve(cycle, node));
    }
}
