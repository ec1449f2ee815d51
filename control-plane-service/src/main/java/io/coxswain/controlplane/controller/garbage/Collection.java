package io.coxswain.controlplane.controller.garbage;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.garbage.OwnerGraph.Dependent;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

    Collection(Api api, OwnerGraph graph) {
        this.api = api;
        this.graph = graph;
    }

    static boolean isOurs(String finalizer) {
        return finalizer.equals(FOREGROUND) || finalizer.equals(ORPHAN);
    }

    /** Being deleted in the foreground: it goes after those that depend on it. */
    static boolean waitsForDependents(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null
                && object.getMetadata().getFinalizers().contains(FOREGROUND);
    }

    /** Gives the objects that want a pass because of this one. */
    List<Item> pass(Item item) {
        Optional<HasMetadata> found = graph.find(item);
        if (found.isEmpty()) return List.of();
        HasMetadata object = found.get();
        if (object.getMetadata().getDeletionTimestamp() != null) {
            if (object.getMetadata().getFinalizers().contains(ORPHAN)) return orphan(item, object);
            return waitsForDependents(object) ? finishForeground(item, object) : List.of();
        }
        return weighOwners(item, object);
    }

    private List<Item> orphan(Item item, HasMetadata object) {
        for (Dependent dependent : graph.dependents(item.uid())) {
            patch(dependent.item(), Owners.patch(dependent.object(), Owners.without(dependent.object(), item.uid())));
        }
        removeFinalizer(item, object, ORPHAN);
        return List.of();
    }

    private List<Item> finishForeground(Item item, HasMetadata object) {
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

    private List<Item> weighOwners(Item item, HasMetadata object) {
        if (object.getMetadata().getOwnerReferences().isEmpty()) return List.of();
        Set<String> gone = new HashSet<>();
        Set<String> waiting = new HashSet<>();
        boolean held = false;
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            switch (state(object, reference)) {
                case HOLDS -> held = true;
                case WAITS -> waiting.add(reference.getUid());
                case GONE -> gone.add(reference.getUid());
            }
        }
        if (held) {
            gone.addAll(waiting);
            if (!gone.isEmpty()) dropOwners(item, object, gone);
            return List.of();
        }
        boolean alsoInForeground = !waiting.isEmpty()
                && graph.dependents(item.uid()).stream().anyMatch(dependent -> dependent.blocks(item.uid()));
        delete(item, alsoInForeground ? "Foreground" : policy(object));
        return List.of();
    }

    private enum OwnerState {
        HOLDS,
        /** It is being deleted and waits for its dependents. */
        WAITS,
        GONE
    }

    /** An owner that the cache lacks is asked for: a deletion in error cannot be taken back. */
    private OwnerState state(HasMetadata object, OwnerReference reference) {
        Optional<Item> owner = graph.owner(object, reference);
        if (owner.isEmpty()) return OwnerState.HOLDS;
        Optional<HasMetadata> known = graph.find(owner.get());
        if (known.isPresent()) return waitsForDependents(known.get()) ? OwnerState.WAITS : OwnerState.HOLDS;
        Optional<ObjectNode> live = api.find(owner.get().kind(), owner.get().key());
        return live.isPresent() && Metadata.uid(live.get()).equals(reference.getUid())
                ? OwnerState.HOLDS
                : OwnerState.GONE;
    }

    private void dropOwners(Item item, HasMetadata object, Set<String> uids) {
        List<ObjectNode> left = new ArrayList<>();
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            if (!uids.contains(reference.getUid())) left.add(Json.tree(reference));
        }
        patch(item, Owners.patch(object, left));
    }

    private void removeFinalizer(Item item, HasMetadata object, String finalizer) {
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

    private static String policy(HasMetadata object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(ORPHAN)) return "Orphan";
        return finalizers.contains(FOREGROUND) ? "Foreground" : "Background";
    }
}
