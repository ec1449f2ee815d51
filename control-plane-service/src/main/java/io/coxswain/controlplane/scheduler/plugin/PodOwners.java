package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.LabelSelector.Requirement;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which Pods belong with a Pod: those that its Services and its owner select. */
public record PodOwners(
        Cache<Service> services,
        Cache<ReplicationController> replicationControllers,
        Cache<ReplicaSet> replicaSets,
        Cache<StatefulSet> statefulSets) {
    /** Empty for a Pod that belongs to nothing. */
    public Optional<LabelSelector> alike(PodInfo pod) {
        var requirements = new ArrayList<Requirement>();
        if (!pod.labels().isEmpty()) {
            for (Service service : services.list(pod.namespace())) {
                Map<String, String> selector =
                        Objects.requireNonNullElse(service.getSpec().getSelector(), Map.of());
                if (!selector.isEmpty() && pod.labels().entrySet().containsAll(selector.entrySet())) {
                    requirements.addAll(LabelSelector.ofLabels(selector).requirements());
                }
            }
        }
        for (OwnerReference owner :
                Objects.requireNonNullElse(pod.pod().getMetadata().getOwnerReferences(), List.<OwnerReference>of())) {
            if (!Boolean.TRUE.equals(owner.getController())) continue;
            requirements.addAll(selector(owner, pod.namespace()).requirements());
        }
        return requirements.isEmpty()
                ? Optional.empty()
                : Optional.of(new LabelSelector(requirements.stream().distinct().toList()));
    }

    private LabelSelector selector(OwnerReference owner, String namespace) {
        var key = new ObjectKey(namespace, owner.getName());
        return switch (owner.getKind()) {
            case "ReplicationController" ->
                replicationControllers
                        .get(key)
                        .map(found -> LabelSelector.ofLabels(
                                Objects.requireNonNullElse(found.getSpec().getSelector(), Map.of())))
                        .orElse(LabelSelector.EVERYTHING);
            case "ReplicaSet" ->
                replicaSets
                        .get(key)
                        .map(found -> LabelSelector.of(found.getSpec().getSelector()))
                        .orElse(LabelSelector.EVERYTHING);
            case "StatefulSet" ->
                statefulSets
                        .get(key)
                        .map(found -> LabelSelector.of(found.getSpec().getSelector()))
                        .orElse(LabelSelector.EVERYTHING);
            default -> LabelSelector.EVERYTHING;
        };
    }
}
