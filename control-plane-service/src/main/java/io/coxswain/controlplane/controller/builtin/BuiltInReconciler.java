package io.coxswain.controlplane.controller.builtin;

import io.coxswain.client.Api;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Makes objects of a kind without namespace again where somebody has deleted them. */
public final class BuiltInReconciler<T extends HasMetadata> implements Reconciler<T> {
    private final Api api;
    private final Kind<T> kind;
    private final Map<String, ObjectNode> byName;

    public BuiltInReconciler(Api api, Kind<T> kind, List<ObjectNode> objects) {
        this.api = api;
        this.kind = kind;
        this.byName = objects.stream().collect(Collectors.toMap(Metadata::name, Function.identity()));
    }

    @Override
    public Watches<T> watches() {
        return Watches.of(kind);
    }

    @Override
    public Outcome reconcile(T object) {
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        ObjectNode wanted = byName.get(key.name());
        if (wanted == null) return Outcome.settled();
        try {
            api.create(kind, wanted.deepCopy());
        } catch (ApiException failure) {
            if (!failure.is(Reason.AlreadyExists)) throw failure;
        }
        return Outcome.settled();
    }
}
