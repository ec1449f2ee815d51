package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.Tolerations;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/** The Pod tolerates the taints that keep Pods away, and as many as can be of those that would rather not have it. */
public final class TaintToleration implements Plugin.Filter, Plugin.Score {
    private static final Verdict REFUSED = Verdict.unresolvable("node(s) had untolerated taint(s)");

    private record Preferences(List<Toleration> tolerations) {}

    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        return admits(cycle.pod(), node) ? Verdict.ok() : REFUSED;
    }

    static boolean admits(PodInfo pod, NodeInfo node) {
        for (Taint taint : node.taints()) {
            boolean repels = "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect());
            if (repels && !Tolerations.tolerate(pod.tolerations(), taint)) return false;
        }
        return true;
    }

    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        List<Toleration> soft = cycle.pod().tolerations().stream()
                .filter(toleration -> toleration.getEffect() == null
                        || toleration.getEffect().isEmpty()
                        || toleration.getEffect().equals("PreferNoSchedule"))
                .toList();
        cycle.state().put(Preferences.class, new Preferences(soft));
        return Verdict.ok();
    }

    /** How many taints it does not tolerate. */
    @Override
    public long score(Cycle cycle, NodeInfo node) {
        if (node.taints().isEmpty()) return 0;
        List<Toleration> tolerations = cycle.state().get(Preferences.class).tolerations();
        return node.taints().stream()
                .filter(taint -> "PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !Tolerations.tolerate(tolerations, taint))
                .count();
    }

    @Override
    public void normalise(Cycle cycle, List<NodeInfo> nodes, long[] scores) {
        DefaultNormalisation.apply(scores, true);
    }

    @Override
    public int weight() {
        return 3;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded(var node) -> admits(pod, node);
            case ClusterEvent.NodeChanged(var before, var node) -> admits(pod, node) && !admits(pod, before);
            case ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.PodChanged _,
                    ClusterEvent.PodGone _,
                    ClusterEvent.VolumeChanged _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }
}
