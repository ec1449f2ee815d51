package io.coxswain.controlplane.controller.garbage;

import io.coxswain.client.ListOptions;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Who owns what over all kinds, as the informers know it. Events own nothing and are owned by nobody: left out. */
final class OwnerGraph {
    private static final String BY_OWNER = "owners";

    private record Source(Kind<?> kind, Informer<OwnedObject> informer, Index<OwnedObject> byOwner) {
        static Source of(Kind<?> kind, Informers informers) {
            Informer<OwnedObject> informer = informers.of(kind, OwnedObject.class, ListOptions.everything());
            return new Source(
                    kind,
                    informer,
                    informer.index(
                            BY_OWNER,
                            object -> object.getMetadata().getOwnerReferences().stream()
                                    .map(OwnerReference::getUid)));
        }

        void listen(BiConsumer<Kind<?>, Change<OwnedObject>> listener) {
            informer.onChange(change -> listener.accept(kind, change));
        }

        void dependents(String uid, List<Dependent> into) {
            byOwner.get(uid).forEach(object -> into.add(new Dependent(Item.of(kind, object), object)));
        }
    }

    /** An object that has the owner in question. */
    record Dependent(Item item, OwnedObject object) {
        boolean blocks(String ownerUid) {
            return object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner ->
                            owner.getUid().equals(ownerUid) && Boolean.TRUE.equals(owner.getBlockOwnerDeletion()));
        }
    }

    private final Informers informers;
    private final KindCatalog kinds;
    /** By resource: an object is there once, in however many versions it is served. */
    private final Map<String, Source> sources = new ConcurrentHashMap<>();

    OwnerGraph(Informers informers, KindCatalog kinds) {
        this.informers = informers;
        this.kinds = kinds;
        for (Kind<?> kind : kinds.resources()) {
            if (hasOwners(kind)) sources.put(kind.resource(), Source.of(kind, informers));
        }
    }

    /** Tells the changes of all kinds, also of those that are served later. */
    void listen(BiConsumer<Kind<?>, Change<OwnedObject>> listener) {
        kinds.onChange(change -> follow(listener));
        sources.values().forEach(source -> source.listen(listener));
        follow(listener);
    }

    private void follow(BiConsumer<Kind<?>, Change<OwnedObject>> listener) {
        var served = new HashMap<String, Kind<?>>();
        for (Kind<?> kind : kinds.resources()) {
            if (hasOwners(kind)) served.put(kind.resource(), kind);
        }
        sources.values().removeIf(source -> {
            boolean old = !source.kind.equals(served.get(source.kind.resource()));
            if (old) informers.release(source.kind);
            return old;
        });
        served.forEach((resource, kind) -> sources.computeIfAbsent(resource, _ -> {
            Source source = Source.of(kind, informers);
            source.listen(listener);
            return source;
        }));
    }

    private static boolean hasOwners(Kind<?> kind) {
        return !kind.equals(Kinds.EVENT);
    }

    boolean awaitSynced(Duration patience) throws InterruptedException {
        for (Source source : sources.values()) {
            if (!source.informer.awaitSynced(patience)) return false;
        }
        return true;
    }

    List<Dependent> dependents(String uid) {
        var found = new ArrayList<Dependent>();
        sources.values().forEach(source -> source.dependents(uid, found));
        return found;
    }

    Optional<OwnedObject> find(Item item) {
        Source source = sources.get(item.kind().resource());
        if (source == null) return Optional.empty();
        return source.informer
                .get(item.key())
                .filter(object -> object.getMetadata().getUid().equals(item.uid()));
    }

    /**
     * The owner that a reference names; empty where it can name none: a kind that is not served here, or a namespaced
     * owner of an object that is in no namespace.
     */
    Optional<Item> owner(OwnedObject dependent, OwnerReference reference) {
        String namespace = dependent.getMetadata().getNamespace();
        return kinds.byName(reference.getApiVersion(), reference.getKind())
                .filter(kind -> !kind.namespaced() || namespace != null)
                .map(kind -> {
                    Source source = sources.get(kind.resource());
                    return new Item(
                            source == null ? kind : source.kind,
                            new ObjectKey(kind.namespaced() ? namespace : null, reference.getName()),
                            reference.getUid());
                });
    }

    /** Whether what a reference names is there, but in a namespace where it can own nothing of this one. */
    boolean isElsewhere(OwnerReference reference) {
        return kinds.byName(reference.getApiVersion(), reference.getKind())
                .map(kind -> sources.get(kind.resource()))
                .filter(source -> source.informer.list(null).stream()
                        .anyMatch(object -> object.getMetadata().getUid().equals(reference.getUid())))
                .isPresent();
    }
}
