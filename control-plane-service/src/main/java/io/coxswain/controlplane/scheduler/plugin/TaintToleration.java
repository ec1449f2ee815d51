package io.coxswain.controlplane.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Objects;

/** The Pod tolerates the taints of the node that keep Pods away. */
public final class TaintToleration implements Plugin.Filter {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public List<String> filter(PodInfo pod, NodeInfo node) {
        for (Taint taint : node.taints()) {
            boolean repels = "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect());
            if (repels && !Tolerations.tolerate(pod.tolerations(), taint)) {
                return List.of("node(s) had untolerated taint {" + taint.getKey() + ": "
                        + Objects.requireNonNullElse(taint.getValue(), "") + "}");
            }
        }
        return List.of();
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.PodGone _ -> false;
            case ClusterEvent.NodeAdded(var node) -> filter(pod, node).isEmpty();
            case ClusterEvent.NodeChanged(var node) -> filter(pod, node).isEmpty();
        };
    }
}
