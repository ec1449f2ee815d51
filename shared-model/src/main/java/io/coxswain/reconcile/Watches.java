package io.coxswain.reconcile;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The kind a reconciler drives, and the kinds whose changes wake it, each with the keys that a change wakes. */
public record Watches<T extends HasMetadata>(Kind<T> kind, List<Wake<?>> wakes) {
    /** A change of {@code kind} wakes the keys that {@code toKeys} names. */
    public record Wake<S extends HasMetadata>(Kind<S> kind, Function<Change<S>, Stream<ObjectKey>> toKeys) {}

    public Watches {
        wakes = List.copyOf(wakes);
    }

    public static <T extends HasMetadata> Watches<T> of(Kind<T> kind) {
        return new Watches<>(kind, List.of());
    }

    /** Woken by objects of another kind; {@code toKeys} is asked of the state before and after a change. */
    public <S extends HasMetadata> Watches<T> wokenBy(Kind<S> source, Function<S, Stream<ObjectKey>> toKeys) {
        return wokenByChange(source, change -> change.states().flatMap(toKeys).distinct());
    }

    /** Woken by changes of another kind, where it matters what changed. */
    public <S extends HasMetadata> Watches<T> wokenByChange(
            Kind<S> source, Function<Change<S>, Stream<ObjectKey>> toKeys) {
        var more = new ArrayList<>(wakes);
        more.add(new Wake<>(source, toKeys));
        return new Watches<>(kind, more);
    }

    /** Woken by objects that this kind controls by owner reference. */
    public <S extends HasMetadata> Watches<T> owns(Kind<S> source) {
        return wokenBy(
                source,
                owned -> owned.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                        .filter(owner -> owner.getKind().equals(kind.name())
                                && owner.getApiVersion().equals(kind.apiVersion()))
                        .map(owner -> new ObjectKey(owned.getMetadata().getNamespace(), owner.getName())));
    }
}
