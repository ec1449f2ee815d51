package io.coxswain.controlplane.controller.garbage;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.garbage.OwnerGraph.Dependent;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What to do with one object: finish its deletion, delete it for want of owners, or drop owners that are gone. */
final class Collection {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final Api api;
    private final OwnerGraph graph;
    private final EventRecorder events;

    Collection(Api api, OwnerGraph graph, EventRecorder events) {
        this.api = api;
        this.graph = graph;
        this.events = events;
    }

    static boolean isOurs(String finalizer) {
        return finalizer.equals(FOREGROUND) || finalizer.equals(ORPHAN);
    }

    /** Being deleted in the foreground: it goes after those that depend on it. */
    static boolean waitsForDependents(OwnedObject object) {
        return object.getMetadata().getDeletionTimestamp() != null
                && object.getMetadata().getFinalizers().contains(FOREGROUND);
    }

    /** Gives the objects that want a pass because of this one. */
    List<Item> pass(Item item) {
        Optional<OwnedObject> found = graph.find(item);
        if (found.isEmpty()) return List.of();
        OwnedObject object = found.get();
        if (object.getMetadata().getDeletionTimestamp() != null) {
            if (object.getMetadata().getFinalizers().contains(ORPHAN)) return orphan(item, object);
            return waitsForDependents(object) ? finishForeground(item, object) : List.of();
        }
        return weighOwners(item, object);
    }

    private List<Item> orphan(Item item, OwnedObject object) {
        for (Dependent dependent : graph.dependents(item.uid())) {
            patch(dependent.item(), Owners.patch(dependent.object(), Owners.without(dependent.object(), item.uid())));
        }
        removeFinalizer(item, object, ORPHAN);
        return List.of();
    }

    private List<Item> finishForeground(Item item, OwnedObject object) {
        List<Dependent> dependents = graph.dependents(item.uid());
        if (dependents.stream().noneMatch(dependent -> dependent.blocks(item.uid()))) {
            removeFinalizer(item, object, FOREGROUND);
            return List.of();
        }
        return dependents.stream()
                .filter(dependent -> dependent.object().getMetadata().getDeletionTimestamp() == null)
                .map(Dependent::item)
                .toList();
    }

    private List<Item> weighOwners(Item item, OwnedObject object) {
        if (object.getMetadata().getOwnerReferences().isEmpty()) return List.of();
        Set<String> gone = new HashSet<>();
        Set<String> waiting = new HashSet<>();
        boolean held = false;
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            OwnerState state = state(object, reference);
            switch (state) {
                case HOLDS -> held = true;
                case WAITS -> waiting.add(reference.getUid());
                case GONE -> gone.add(reference.getUid());
                case UNKNOWN -> held = true;
            }
            boolean doubtful = state == OwnerState.GONE || state == OwnerState.UNKNOWN;
            if (doubtful && graph.isElsewhere(reference)) tellOfNamespace(item, object, reference);
        }
        if (held) {
            gone.addAll(waiting);
            if (!gone.isEmpty()) dropOwners(item, object, gone);
            return List.of();
        }
        List<Dependent> dependents = waiting.isEmpty() ? List.of() : graph.dependents(item.uid());
        boolean alsoInForeground = dependents.stream().anyMatch(dependent -> dependent.blocks(item.uid()));
        // in a circle of owners each would wait for the other
        if (dependents.stream().anyMatch(dependent -> waitsForDependents(dependent.object()))) unblock(item, object);
        delete(item, alsoInForeground ? "Foreground" : policy(object));
        return List.of();
    }

    private enum OwnerState {
        HOLDS,
        /** It is being deleted and waits for its dependents. */
        WAITS,
        GONE,
        /** Nothing can be said of it: its kind is not served here, or the reference can lead nowhere. */
        UNKNOWN
    }

    /** An owner that the cache lacks is asked for: a deletion in error cannot be taken back. */
    private OwnerState state(OwnedObject object, OwnerReference reference) {
        Optional<Item> owner = graph.owner(object, reference);
        if (owner.isEmpty()) return OwnerState.UNKNOWN;
        Optional<OwnedObject> known = graph.find(owner.get());
        if (known.isPresent()) return waitsForDependents(known.get()) ? OwnerState.WAITS : OwnerState.HOLDS;
        Optional<ObjectNode> live = api.find(owner.get().kind(), owner.get().key());
        return live.isPresent() && Metadata.uid(live.get()).equals(reference.getUid())
                ? OwnerState.HOLDS
                : OwnerState.GONE;
    }

    private void unblock(Item item, OwnedObject object) {
        List<ObjectNode> owners = new ArrayList<>();
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            owners.add(Json.tree(reference).put("blockOwnerDeletion", false));
        }
        patch(item, Owners.patch(object, owners));
    }

    private void tellOfNamespace(Item item, OwnedObject object, OwnerReference reference) {
        String namespace = Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
        events.warning(
                new Subject(
                        item.kind(),
                        item.key(),
                        item.uid(),
                        object.getMetadata().getResourceVersion(),
                        ""),
                "OwnerRefInvalidNamespace",
                "ownerRef [" + reference.getApiVersion() + "/" + reference.getKind() + ", namespace: " + namespace
                        + ", name: " + reference.getName() + ", uid: " + reference.getUid()
                        + "] does not exist in namespace \"" + namespace + "\"");
    }

    private void dropOwners(Item item, OwnedObject object, Set<String> uids) {
        List<ObjectNode> left = new ArrayList<>();
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            if (!uids.contains(reference.getUid())) left.add(Json.tree(reference));
        }
        patch(item, Owners.patch(object, left));
    }

    private void removeFinalizer(Item item, OwnedObject object, String finalizer) {
        ObjectNode patch = Json.object();
        ArrayNode left = Metadata.of(patch)
                .put("resourceVersion", object.getMetadata().getResourceVersion())
                .putArray("finalizers");
        object.getMetadata().getFinalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .forEach(left::add);
        patch(item, patch);
    }

    private void patch(Item item, ObjectNode patch) {
        try {
            api.patch(item.kind(), item.key(), PatchType.MERGE, patch, null);
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) throw failure;
        }
    }

    private void delete(Item item, String policy) {
        try {
            api.delete(item.kind(), item.key(), new DeleteOptions(null, policy, item.uid(), null));
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) throw failure;
        }
    }

    private static String policy(OwnedObject object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(ORPHAN)) return "Orphan";
        return finalizers.contains(FOREGROUND) ? "Foreground" : "Background";
    }
}
