package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.List;

/** A Pod with scheduling gates is not tried until all are removed. */
public final class SchedulingGates implements Plugin.PreEnqueue {
    @Override
    public String name() {
        return "SchedulingGates";
    }

    @Override
    public Verdict preEnqueue(PodInfo pod) {
        List<PodSchedulingGate> gates = pod.pod().getSpec().getSchedulingGates();
        if (gates == null || gates.isEmpty()) return Verdict.ok();
        List<String> names = gates.stream().map(PodSchedulingGate::getName).toList();
        return Verdict.unresolvable("waiting for scheduling gates: [" + String.join(" ", names) + "]");
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return false;
    }
}
