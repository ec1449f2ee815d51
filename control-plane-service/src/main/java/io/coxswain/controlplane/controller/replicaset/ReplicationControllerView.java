package io.coxswain.controlplane.controller.replicaset;

import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.util.List;
import java.util.Objects;

/** A ReplicationController, seen as the ReplicaSet that it would be. */
final class ReplicationControllerView {
    private ReplicationControllerView() {}

    static ReplicaSet of(ReplicationController controller) {
        var spec = controller.getSpec();
        var builder = new ReplicaSetBuilder()
                .withMetadata(controller.getMetadata())
                .withNewSpec()
                .withReplicas(spec.getReplicas())
                .withMinReadySeconds(spec.getMinReadySeconds())
                .withNewSelector()
                .withMatchLabels(spec.getSelector())
                .endSelector()
                .withTemplate(spec.getTemplate())
                .endSpec();
        var status = controller.getStatus();
        if (status == null) return builder.build();
        List<ReplicaSetCondition> conditions = Objects.requireNonNullElse(
                        status.getConditions(),
                        List.<io.fabric8.kubernetes.api.model.ReplicationControllerCondition>of())
                .stream()
                .map(condition -> new ReplicaSetCondition(
                        condition.getLastTransitionTime(),
                        condition.getMessage(),
                        condition.getReason(),
                        condition.getStatus(),
                        condition.getType()))
                .toList();
        return builder.withNewStatus()
                .withReplicas(status.getReplicas())
                .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                .withReadyReplicas(status.getReadyReplicas())
                .withAvailableReplicas(status.getAvailableReplicas())
                .withObservedGeneration(status.getObservedGeneration())
                .withConditions(conditions)
                .endStatus()
                .build();
    }
}
