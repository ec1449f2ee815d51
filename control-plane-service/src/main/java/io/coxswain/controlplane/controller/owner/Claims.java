package io.coxswain.controlplane.controller.owner;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an owner controls: adopts objects without a controller that its selector matches, and releases those that it
 * matches no longer.
 */
public final class Claims<O extends HasMetadata, T extends HasMetadata> {
    private final Api api;
    private final Kind<O> ownerKind;
    private final Kind<T> kind;
    private final Index<T> byController;
    private final @Nullable String finalizer;

    public Claims(Api api, Kind<O> ownerKind, Kind<T> kind, Informer<T> informer) {
        this(api, ownerKind, kind, informer, null);
    }

    /** {@code finalizer} is given to what is adopted and taken from what is released. */
    public Claims(Api api, Kind<O> ownerKind, Kind<T> kind, Informer<T> informer, @Nullable String finalizer) {
        this.finalizer = finalizer;
        this.api = api;
        this.ownerKind = ownerKind;
        this.kind = kind;
        this.byController = informer.index(Owners.INDEX, Owners::controllerOrOrphan);
    }

    /** All that {@code owner} controls after adoption and release. An owner that is being deleted adopts nothing. */
    public List<T> of(O owner, LabelSelector selector) {
        return of(owner, selector, _ -> true);
    }

    /** Of those that the selector matches, only what {@code isMember} accepts. */
    public List<T> of(O owner, LabelSelector selector, Predicate<T> isMember) {
        var claimed = new ArrayList<T>();
        boolean terminating = owner.getMetadata().getDeletionTimestamp() != null;
        for (T owned : byController.get(owner.getMetadata().getUid())) {
            if (terminating || (selector.matches(labels(owned)) && isMember.test(owned))) claimed.add(owned);
            else release(owner, owned);
        }
        if (terminating) return claimed;
        for (T orphan : byController.get(Owners.orphansOf(owner.getMetadata().getNamespace()))) {
            if (orphan.getMetadata().getDeletionTimestamp() == null
                    && selector.matches(labels(orphan))
                    && isMember.test(orphan)) {
                adopt(owner, orphan).ifPresent(claimed::add);
            }
        }
        return claimed;
    }

    private Optional<T> adopt(O owner, T orphan) {
        // the cache may still show an owner that is gone: then nothing may be adopted in its name
        Optional<ObjectNode> live = api.find(ownerKind, ObjectKey.of(owner));
        if (live.isEmpty()
                || Metadata.isTerminating(live.get())
                || !Metadata.uid(live.get()).equals(owner.getMetadata().getUid())) {
            return Optional.empty();
        }
        var owners = new ArrayList<>(Owners.without(orphan, owner.getMetadata().getUid()));
        owners.add(Owners.reference(ownerKind, owner));
        return patch(orphan, owners, true);
    }

    private void release(O owner, T owned) {
        patch(owned, Owners.without(owned, owner.getMetadata().getUid()), false);
    }

    private Optional<T> patch(T object, List<ObjectNode> owners, boolean adopted) {
        try {
            ObjectNode patch = Owners.patch(object, owners);
            if (finalizer != null) finalizers(object, finalizer, adopted, patch);
            return Optional.of(
                    Json.view(api.patch(kind, ObjectKey.of(object), PatchType.MERGE, patch, null), kind.view()));
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return Optional.empty();
            throw failure;
        }
    }

    private static void finalizers(HasMetadata object, String finalizer, boolean present, ObjectNode patch) {
        var all =
                new ArrayList<>(Objects.requireNonNullElse(object.getMetadata().getFinalizers(), List.<String>of()));
        all.removeIf(finalizer::equals);
        if (present) all.add(finalizer);
        var list = Metadata.of(patch).putArray("finalizers");
        all.forEach(list::add);
    }

    private static Map<String, String> labels(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
