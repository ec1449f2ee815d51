package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.controlplane.controller.owner.Taints;
import io.coxswain.model.NodeMatcher;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Whether a DaemonSet has a place on a node.
 *
 * @param start a Pod is to be there
 * @param stay a Pod that is there may stay: a taint that only keeps new Pods away drives none out
 */
record NodeFit(boolean start, boolean stay) {
    private static final NodeFit NONE = new NodeFit(false, false);

    static NodeFit of(DaemonSet set, Node node) {
        PodSpec spec = set.getSpec().getTemplate().getSpec();
        String name = node.getMetadata().getName();
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        String fixed = Objects.requireNonNullElse(spec.getNodeName(), "");
        if (!fixed.isEmpty() && !fixed.equals(name)) return NONE;
        if (!NodeMatcher.requiredBy(spec).matches(name, labels)) return NONE;
        var tolerations =
                new ArrayList<Toleration>(Objects.requireNonNullElse(spec.getTolerations(), List.<Toleration>of()));
        tolerations.addAll(DaemonTolerations.of(Boolean.TRUE.equals(spec.getHostNetwork())));
        List<Taint> taints = taints(node);
        List<Taint> executing = Taints.executing(node);
        List<Taint> repelling = taints.stream()
                .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                .toList();
        if (Taints.areTolerated(repelling, tolerations)) return new NodeFit(true, true);
        return new NodeFit(false, Taints.areTolerated(executing, tolerations));
    }

    private static List<Taint> taints(Node node) {
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        if (!cordoned) return Taints.of(node);
        return Stream.concat(
                        Taints.of(node).stream(),
                        Stream.of(new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, null)))
                .toList();
    }
}
