package io.coxswain.controlplane.controller.disruption;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Portion;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many Pods a budget counts on.
 *
 * @param expected as many as there are to be
 * @param desired as many as have to be healthy
 */
record ExpectedPods(int expected, int desired) {
    /**
     * A budget in percent, or of what may be missing, needs to know how many Pods their controllers want; throws
     * {@link IllegalArgumentException} where one of them does not tell.
     */
    static ExpectedPods of(PodDisruptionBudget budget, List<Pod> pods, ControllerScales scales) {
        IntOrString least = budget.getSpec().getMinAvailable();
        IntOrString missing = budget.getSpec().getMaxUnavailable();
        if (missing != null) {
            int all = wanted(pods, scales);
            return new ExpectedPods(all, Math.max(0, all - Portion.of(missing, missing, all, true)));
        }
        if (least == null) return new ExpectedPods(pods.size(), 0);
        if (least.getIntVal() != null) return new ExpectedPods(pods.size(), least.getIntVal());
        int all = wanted(pods, scales);
        return new ExpectedPods(all, Portion.of(least, least, all, true));
    }

    /** Pods without a controller are not counted: nobody says how many of them there should be. */
    private static int wanted(List<Pod> pods, ControllerScales scales) {
        Map<String, Integer> byController = new HashMap<>();
        Set<String> asked = new HashSet<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> owner = Owners.controllerOf(pod);
            if (owner.isEmpty() || !asked.add(owner.get().getUid())) continue;
            ControllerScales.Wanted wanted = scales.of(pod.getMetadata().getNamespace(), owner.get())
                    .orElseThrow(() -> new IllegalArgumentException("found no controllers for pod \""
                            + pod.getMetadata().getName() + "\""));
            byController.put(wanted.uid(), wanted.replicas());
        }
        return byController.values().stream().mapToInt(Integer::intValue).sum();
    }
}
