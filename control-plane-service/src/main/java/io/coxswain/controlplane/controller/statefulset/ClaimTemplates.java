package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives each ordinal its PersistentVolumeClaims, and those an owner as the retention policy says. */
final class ClaimTemplates {
    private static final String DELETE = "Delete";

    private final Api api;
    private final Informer<PersistentVolumeClaim> claims;
    private final MemberPods pods;

    ClaimTemplates(Api api, Informer<PersistentVolumeClaim> claims, MemberPods pods) {
        this.api = api;
        this.claims = claims;
        this.pods = pods;
    }

    static String name(StatefulSet set, String template, int ordinal) {
        return template + "-" + Identity.name(set, ordinal);
    }

    /** Creates the claims that an ordinal lacks. */
    void create(StatefulSet set, int ordinal) {
        if (set.getSpec().getVolumeClaimTemplates().isEmpty()) return;
        for (PersistentVolumeClaim known : missing(set, ordinal)) {
            ObjectNode live = api.get(Kinds.STATEFUL_SET, ObjectKey.of(set));
            for (JsonNode template : live.path("spec").path("volumeClaimTemplates")) {
                boolean wanted = template.path("metadata")
                        .path("name")
                        .asString("")
                        .equals(known.getMetadata().getName());
                if (wanted && template instanceof ObjectNode tree) create(set, ordinal, tree);
            }
        }
    }

    /** Brings the owners of an ordinal's claims in line with the policy. */
    void align(StatefulSet set, int ordinal, @Nullable Pod pod) {
        existing(set, ordinal).forEach(claim -> {
            List<ObjectNode> owners = owners(set, ordinal, pod, claim);
            if (owners.equals(Owners.without(claim, ""))) return;
            try {
                api.patch(
                        Kinds.PERSISTENT_VOLUME_CLAIM,
                        ObjectKey.of(claim),
                        PatchType.MERGE,
                        Owners.patch(claim, owners),
                        null);
            } catch (ApiException gone) {
                if (!gone.is(Reason.NotFound)) throw gone;
            }
        });
    }

    /** A claim that still belongs to a former Pod of the ordinal will go with it: its successor has to wait. */
    boolean isStale(StatefulSet set, int ordinal) {
        return existing(set, ordinal)
                .anyMatch(claim -> claim.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> isPod(owner) && owner.getName().equals(Identity.name(set, ordinal))));
    }

    private List<PersistentVolumeClaim> missing(StatefulSet set, int ordinal) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .filter(template -> {
                    Optional<PersistentVolumeClaim> claim = find(set, ordinal, template);
                    claim.filter(found -> found.getMetadata().getDeletionTimestamp() != null)
                            .ifPresent(found -> {
                                throw ApiException.conflict(
                                        Kinds.PERSISTENT_VOLUME_CLAIM,
                                        found.getMetadata().getName(),
                                        "pvc " + found.getMetadata().getName() + " is to be deleted");
                            });
                    return claim.isEmpty();
                })
                .toList();
    }

    private Stream<PersistentVolumeClaim> existing(StatefulSet set, int ordinal) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .flatMap(template -> find(set, ordinal, template).stream());
    }

    private Optional<PersistentVolumeClaim> find(StatefulSet set, int ordinal, PersistentVolumeClaim template) {
        return claims.get(new ObjectKey(
                set.getMetadata().getNamespace(),
                name(set, template.getMetadata().getName(), ordinal)));
    }

    private void create(StatefulSet set, int ordinal, ObjectNode template) {
        ObjectNode claim = Json.object().put("kind", "PersistentVolumeClaim").put("apiVersion", "v1");
        String name = name(set, Metadata.name(template), ordinal);
        ObjectNode metadata = claim.putObject("metadata");
        for (String field : List.of("labels", "annotations")) {
            if (template.path("metadata").path(field) instanceof ObjectNode given) {
                metadata.set(field, given.deepCopy());
            }
        }
        metadata.put("name", name).put("namespace", set.getMetadata().getNamespace());
        Map<String, String> labels =
                Objects.requireNonNullElse(set.getSpec().getSelector().getMatchLabels(), Map.of());
        if (!labels.isEmpty()) labels.forEach(PodTemplate.object(metadata, "labels")::put);
        if (isDeletedWithSet(set)) {
            metadata.putArray("ownerReferences").add(Owners.reference(Kinds.STATEFUL_SET, set));
        }
        claim.set("spec", template.path("spec").deepCopy());
        try {
            api.create(Kinds.PERSISTENT_VOLUME_CLAIM, claim);
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists)) return;
            pods.tellClaim(set, name, Identity.name(set, ordinal), failure);
            throw failure;
        }
        pods.tellClaim(set, name, Identity.name(set, ordinal), null);
    }

    /**
     * The set owns a claim that goes with it; the Pod of an ordinal that is scaled away owns one that goes with that.
     */
    private static List<ObjectNode> owners(
            StatefulSet set, int ordinal, @Nullable Pod pod, PersistentVolumeClaim claim) {
        String setUid = set.getMetadata().getUid();
        boolean foreign = claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                        && !owner.getUid().equals(setUid)
                        && !isPod(owner));
        List<ObjectNode> present = Owners.without(claim, "");
        if (foreign) return present;
        boolean scaledAway = !Identity.isWanted(set, ordinal);
        boolean byPod = scaledAway && isDeletedWhenScaled(set);
        boolean bySet = isDeletedWithSet(set) && !byPod;
        if (byPod && pod == null) return present;
        var owners = new ArrayList<>(present);
        owners.removeIf(owner -> uid(owner).equals(setUid)
                || (isPod(owner)
                        && pod != null
                        && uid(owner).equals(pod.getMetadata().getUid())));
        if (bySet) owners.add(Owners.reference(Kinds.STATEFUL_SET, set));
        if (byPod) owners.add(Owners.reference(Kinds.POD, Objects.requireNonNull((HasMetadata) pod)));
        return same(owners, present) ? present : owners;
    }

    private static boolean same(List<ObjectNode> one, List<ObjectNode> other) {
        return uids(one).equals(uids(other));
    }

    private static Set<String> uids(List<ObjectNode> owners) {
        return owners.stream().map(ClaimTemplates::uid).collect(Collectors.toSet());
    }

    private static boolean isDeletedWithSet(StatefulSet set) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        return policy != null && DELETE.equals(policy.getWhenDeleted());
    }

    private static boolean isDeletedWhenScaled(StatefulSet set) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        return policy != null && DELETE.equals(policy.getWhenScaled());
    }

    private static boolean isPod(OwnerReference owner) {
        return owner.getKind().equals("Pod") && owner.getApiVersion().equals("v1");
    }

    private static boolean isPod(ObjectNode owner) {
        return owner.path("kind").asString("").equals("Pod")
                && owner.path("apiVersion").asString("").equals("v1");
    }

    private static String uid(ObjectNode owner) {
        return owner.path("uid").asString("");
    }
}
