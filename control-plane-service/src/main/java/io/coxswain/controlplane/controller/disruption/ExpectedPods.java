package io.coxswain.controlplane.controller.disruption;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Portion;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How many Pods a budget counts on.
 *
 * @param expected as many as there are to be
 * @param desired as many as have to be healthy
 */
record ExpectedPods(int expected, int desired) {
    /** A budget in percent, or of what may be missing, needs to know how many Pods their controllers want. */
    static ExpectedPods of(PodDisruptionBudget budget, List<Pod> pods, Informers informers) {
        IntOrString least = budget.getSpec().getMinAvailable();
        IntOrString missing = budget.getSpec().getMaxUnavailable();
        if (missing != null) {
            int all = wanted(pods, informers);
            return new ExpectedPods(all, Math.max(0, all - Portion.of(missing, missing, all, true)));
        }
        if (least == null) return new ExpectedPods(pods.size(), 0);
        if (least.getIntVal() != null) return new ExpectedPods(pods.size(), least.getIntVal());
        int all = wanted(pods, informers);
        return new ExpectedPods(all, Portion.of(least, least, all, true));
    }

    /** Pods without a controller are not counted: nobody says how many of them there should be. */
    private static int wanted(List<Pod> pods, Informers informers) {
        Map<String, Integer> byController = new HashMap<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> owner = Owners.controllerOf(pod);
            if (owner.isEmpty()) continue;
            scale(pod, owner.get(), informers, byController);
        }
        return byController.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void scale(Pod pod, OwnerReference owner, Informers informers, Map<String, Integer> byController) {
        ObjectKey key = new ObjectKey(pod.getMetadata().getNamespace(), owner.getName());
        switch (owner.getKind()) {
            case "ReplicaSet" ->
                informers.of(Kinds.REPLICA_SET).get(key).ifPresent(set -> replicaSet(set, informers, byController));
            case "StatefulSet" ->
                informers
                        .of(Kinds.STATEFUL_SET)
                        .get(key)
                        .ifPresent(set -> byController.put(
                                set.getMetadata().getUid(),
                                replicas(set.getSpec().getReplicas())));
            case "ReplicationController" ->
                informers
                        .of(Kinds.REPLICATION_CONTROLLER)
                        .get(key)
                        .ifPresent(controller -> byController.put(
                                controller.getMetadata().getUid(),
                                replicas(controller.getSpec().getReplicas())));
            default ->
                throw new IllegalArgumentException(
                        owner.getKind() + "." + owner.getApiVersion() + " does not implement the scale subresource");
        }
    }

    private static void replicaSet(ReplicaSet set, Informers informers, Map<String, Integer> byController) {
        Optional<OwnerReference> owner = Owners.controllerOf(set);
        if (owner.isPresent() && owner.get().getKind().equals("Deployment")) {
            informers
                    .of(Kinds.DEPLOYMENT)
                    .get(new ObjectKey(
                            set.getMetadata().getNamespace(), owner.get().getName()))
                    .ifPresent(deployment -> byController.put(
                            deployment.getMetadata().getUid(),
                            replicas(deployment.getSpec().getReplicas())));
            return;
        }
        byController.put(set.getMetadata().getUid(), replicas(set.getSpec().getReplicas()));
    }

    private static int replicas(Integer replicas) {
        return Objects.requireNonNullElse(replicas, 1);
    }
}
