package io.coxswain.controlplane.controller.garbage;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Who owns what over all kinds, as the informers know it. Events own nothing and are owned by nobody: left out. */
final class OwnerGraph {
    private static final String BY_OWNER = "owners";

    private record Source<T extends HasMetadata>(Kind<T> kind, Informer<T> informer, Index<T> byOwner) {
        static <T extends HasMetadata> Source<T> of(Kind<T> kind, Informers informers) {
            Informer<T> informer = informers.of(kind);
            return new Source<>(
                    kind,
                    informer,
                    informer.index(
                            BY_OWNER,
                            object -> object.getMetadata().getOwnerReferences().stream()
                                    .map(OwnerReference::getUid)));
        }

        void listen(BiConsumer<Kind<?>, Change<? extends HasMetadata>> listener) {
            informer.onChange(change -> listener.accept(kind, change));
        }

        void dependents(String uid, List<Dependent> into) {
            byOwner.get(uid).forEach(object -> into.add(new Dependent(Item.of(kind, object), object)));
        }
    }

    /** An object that has the owner in question. */
    record Dependent(Item item, HasMetadata object) {
        boolean blocks(String ownerUid) {
            return object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner ->
                            owner.getUid().equals(ownerUid) && Boolean.TRUE.equals(owner.getBlockOwnerDeletion()));
        }
    }

    private final Map<Kind<?>, Source<?>> sources = new LinkedHashMap<>();

    OwnerGraph(Informers informers) {
        for (Kind<?> kind : Kinds.ALL) {
            if (!kind.equals(Kinds.EVENT)) sources.put(kind, Source.of(kind, informers));
        }
    }

    void listen(BiConsumer<Kind<?>, Change<? extends HasMetadata>> listener) {
        sources.values().forEach(source -> source.listen(listener));
    }

    boolean awaitSynced(Duration patience) throws InterruptedException {
        for (Source<?> source : sources.values()) {
            if (!source.informer.awaitSynced(patience)) return false;
        }
        return true;
    }

    List<Dependent> dependents(String uid) {
        var found = new ArrayList<Dependent>();
        sources.values().forEach(source -> source.dependents(uid, found));
        return found;
    }

    Optional<HasMetadata> find(Item item) {
        Source<?> source = sources.get(item.kind());
        if (source == null) return Optional.empty();
        return source.informer
                .get(item.key())
                .map(HasMetadata.class::cast)
                .filter(object -> object.getMetadata().getUid().equals(item.uid()));
    }

    /** The owner that a reference names; empty for a kind that is not served here. */
    static Optional<Item> owner(HasMetadata dependent, OwnerReference reference) {
        return Kinds.byName(reference.getApiVersion(), reference.getKind())
                .map(kind -> new Item(
                        kind,
                        new ObjectKey(
                                kind.namespaced() ? dependent.getMetadata().getNamespace() : null, reference.getName()),
                        reference.getUid()));
    }
}
