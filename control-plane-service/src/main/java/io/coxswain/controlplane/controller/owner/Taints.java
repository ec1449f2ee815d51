package io.coxswain.controlplane.controller.owner;

import io.coxswain.model.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** The taints of nodes, and whether Pods put up with them. */
public final class Taints {
    private Taints() {}

    public static List<Taint> of(Node node) {
        return node.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(node.getSpec().getTaints(), List.of());
    }

    public static List<Taint> executing(Node node) {
        return of(node).stream()
                .filter(taint -> "NoExecute".equals(taint.getEffect()))
                .toList();
    }

    public static boolean areTolerated(List<Taint> taints, List<Toleration> tolerations) {
        return taints.stream().allMatch(taint -> Tolerations.tolerate(tolerations, taint));
    }
}
