package io.coxswain.controlplane.scheduler.plugin;

/** Prefers nodes with fewer taints that ask Pods to go elsewhere if they can. */
public final class PreferNoSchedule implements Plugin.Score {
    private static final int COST_OF_A_TAINT = 20;

    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        long untolerated = node.taints().stream()
                .filter(taint -> "PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !Tolerations.tolerate(pod.tolerations(), taint))
                .count();
        return Math.max(0, BEST - COST_OF_A_TAINT * untolerated);
    }

    @Override
    public int weight() {
        return 3;
    }
}
