package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.model.LabelSelector;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells which Pods cannot all go without breaking a PodDisruptionBudget. */
final class DisruptionBudgets {
    /** Both in the given order. */
    record Split(List<PodInfo> violating, List<PodInfo> others) {}

    private DisruptionBudgets() {}

    /** Each Pod that goes uses the budgets up for those that follow. */
    static Split split(List<PodInfo> pods, Cache<PodDisruptionBudget> budgets) {
        Map<String, Integer> left = new HashMap<>();
        var split = new Split(new ArrayList<>(), new ArrayList<>());
        for (PodInfo pod : pods) {
            boolean violates = false;
            for (PodDisruptionBudget budget : budgets.list(pod.namespace())) {
                if (!protects(budget, pod)) continue;
                int allowed = left.merge(budget.getMetadata().getUid(), allowed(budget), (known, _) -> known) - 1;
                left.put(budget.getMetadata().getUid(), allowed);
                violates |= allowed < 0;
            }
            (violates ? split.violating : split.others).add(pod);
        }
        return split;
    }

    private static int allowed(PodDisruptionBudget budget) {
        return budget.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(budget.getStatus().getDisruptionsAllowed(), 0);
    }

    /** Not the Pods whose disruption it has counted already. */
    private static boolean protects(PodDisruptionBudget budget, PodInfo pod) {
        if (budget.getSpec() == null
                || budget.getSpec().getSelector() == null
                || pod.labels().isEmpty()) return false;
        LabelSelector selector = LabelSelector.of(budget.getSpec().getSelector());
        if (selector.isEverything() || !selector.matches(pod.labels())) return false;
        boolean counted = budget.getStatus() != null
                && budget.getStatus().getDisruptedPods() != null
                && budget.getStatus().getDisruptedPods().containsKey(pod.key().name());
        return !counted;
    }
}
