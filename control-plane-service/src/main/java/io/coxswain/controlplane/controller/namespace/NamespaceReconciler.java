package io.coxswain.controlplane.controller.namespace;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes all that a terminating namespace holds, Pods first, and takes its finalizer away when nothing is left. */
public final class NamespaceReconciler implements Reconciler<Namespace> {
    private static final String FINALIZER = "kubernetes";
    private static final int PAGE = 500;
    private static final Duration SOON = Duration.ofMillis(500);

    private final Api api;
    private final KindCatalog kinds;

    public NamespaceReconciler(Api api, KindCatalog kinds) {
        this.api = api;
        this.kinds = kinds;
    }

    @Override
    public Watches<Namespace> watches() {
        return Watches.of(Kinds.NAMESPACE);
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        boolean mine = namespace.getMetadata().getDeletionTimestamp() != null
                && namespace.getSpec() != null
                && namespace.getSpec().getFinalizers().contains(FINALIZER);
        if (!mine) return Outcome.settled();
        String name = namespace.getMetadata().getName();
        // what runs goes before what it reads: a Pod must not lose its Secret while it shuts down
        if (empty(Kinds.POD, name) > 0) return Outcome.checkAgain(SOON, "Pods are shutting down");
        int left = 0;
        for (Kind<?> kind : rest()) left += empty(kind, name);
        if (left > 0) return Outcome.checkAgain(SOON, "objects are going");
        finish(namespace);
        return Outcome.settled();
    }

    /** Asks every object to go that was not asked yet; gives how many were found. */
    private int empty(Kind<?> kind, String namespace) {
        int found = 0;
        String token = "";
        do {
            ObjectList page = api.list(kind, ListOptions.in(namespace).page(PAGE, token));
            for (ObjectNode object : page.items()) {
                found++;
                if (!Metadata.isTerminating(object)) delete(kind, object);
            }
            token = page.continueToken();
        } while (!token.isEmpty());
        return found;
    }

    private void delete(Kind<?> kind, ObjectNode object) {
        try {
            api.delete(kind, Metadata.key(object), new DeleteOptions(null, "Background", Metadata.uid(object), null));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }

    private void finish(Namespace namespace) {
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", namespace.getMetadata().getResourceVersion());
        ArrayNode finalizers = patch.putObject("spec").putArray("finalizers");
        namespace.getSpec().getFinalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .forEach(finalizers::add);
        try {
            api.patch(Kinds.NAMESPACE, ObjectKey.of(namespace), PatchType.MERGE, patch, "finalize");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private List<Kind<?>> rest() {
        var rest = new ArrayList<Kind<?>>();
        for (Kind<?> kind : kinds.resources()) {
            if (kind.namespaced() && !kind.equals(Kinds.POD)) rest.add(kind);
        }
        return rest;
    }
}
