package io.coxswain.controlplane.controller.disruption;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Scales;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informers;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How many Pods a controller wants: from the caches where it is built in, else from its Scale. */
record ControllerScales(Informers informers, KindCatalog kinds, Scales scales) {
    /** {@code uid} is that of the Deployment for the ReplicaSets of one. */
    record Wanted(String uid, int replicas) {}

    /** Empty where the controller is not there; throws {@link IllegalArgumentException} where its kind has no Scale. */
    Optional<Wanted> of(String namespace, OwnerReference owner) {
        ObjectKey key = new ObjectKey(namespace, owner.getName());
        Optional<Wanted> cached = switch (group(owner) + "/" + owner.getKind()) {
            case "apps/ReplicaSet" ->
                informers
                        .of(Kinds.REPLICA_SET)
                        .get(key)
                        .filter(set -> isMeant(set, owner))
                        .map(this::ofReplicaSet);
            case "apps/StatefulSet" ->
                informers
                        .of(Kinds.STATEFUL_SET)
                        .get(key)
                        .filter(set -> isMeant(set, owner))
                        .map(set -> wanted(set, set.getSpec().getReplicas()));
            case "/ReplicationController" ->
                informers
                        .of(Kinds.REPLICATION_CONTROLLER)
                        .get(key)
                        .filter(controller -> isMeant(controller, owner))
                        .map(controller ->
                                wanted(controller, controller.getSpec().getReplicas()));
            default -> Optional.empty();
        };
        return cached.or(() -> ofScale(key, owner));
    }

    private Wanted ofReplicaSet(ReplicaSet set) {
        return Owners.controllerOf(set)
                .filter(owner ->
                        owner.getKind().equals("Deployment") && group(owner).equals("apps"))
                .flatMap(owner -> informers
                        .of(Kinds.DEPLOYMENT)
                        .get(new ObjectKey(set.getMetadata().getNamespace(), owner.getName()))
                        .filter(deployment -> isMeant(deployment, owner)))
                .map(deployment -> wanted(deployment, deployment.getSpec().getReplicas()))
                .orElseGet(() -> wanted(set, set.getSpec().getReplicas()));
    }

    private Optional<Wanted> ofScale(ObjectKey key, OwnerReference owner) {
        Kind<?> kind = kinds.byName(owner.getApiVersion(), owner.getKind())
                .orElseThrow(() -> new IllegalArgumentException("no matches for kind \"" + owner.getKind()
                        + "\" in version \"" + owner.getApiVersion() + "\""));
        if (!kind.hasSubresource("scale")) {
            throw new IllegalArgumentException(kind.resource() + " does not implement the scale subresource");
        }
        if (!kind.namespaced()) return Optional.empty();
        try {
            ObjectNode scale = scales.scale(kind, key);
            boolean meant = owner.getUid().equals(scale.at("/metadata/uid").asString(""));
            return meant
                    ? Optional.of(new Wanted(
                            owner.getUid(), scale.at("/spec/replicas").asInt(0)))
                    : Optional.empty();
        } catch (ApiException absent) {
            if (absent.is(Reason.NotFound)) return Optional.empty();
            throw absent;
        }
    }

    /** A name may have gone over to another object. */
    private static boolean isMeant(HasMetadata found, OwnerReference owner) {
        return found.getMetadata().getUid().equals(owner.getUid());
    }

    private static Wanted wanted(HasMetadata controller, @Nullable Integer replicas) {
        return new Wanted(controller.getMetadata().getUid(), Objects.requireNonNullElse(replicas, 1));
    }

    private static String group(OwnerReference owner) {
        String version = owner.getApiVersion();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }
}
