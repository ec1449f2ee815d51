package io.coxswain.controlplane.resource;

import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The registry of kinds that have no store. */
public final class UnstoredKinds {
    private final Map<Kind<?>, Unstored> byKind;

    public UnstoredKinds(List<Unstored> all) {
        this.byKind = all.stream().collect(Collectors.toUnmodifiableMap(Unstored::kind, Function.identity()));
    }

    /** Whether requests for this kind belong here and not in the store. */
    public boolean holds(Kind<?> kind) {
        return !kind.stored().hasStore();
    }

    public Unstored of(Kind<?> kind) {
        Unstored unstored = byKind.get(kind);
        if (unstored == null) {
            throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        }
        return unstored;
    }
}
