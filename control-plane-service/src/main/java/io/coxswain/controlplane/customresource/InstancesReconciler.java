package io.coxswain.controlplane.customresource;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A definition that is being deleted takes its custom resources with it, before it goes itself. */
public final class InstancesReconciler implements Reconciler<CustomResourceDefinition> {
    static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private static final int PAGE = 500;
    private static final Duration SOON = Duration.ofMillis(500);

    private final Api api;
    private final Clock clock;

    public InstancesReconciler(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Watches<CustomResourceDefinition> watches() {
        return Watches.of(Kinds.CUSTOM_RESOURCE_DEFINITION);
    }

    @Override
    public Outcome reconcile(CustomResourceDefinition desired) {
        Optional<ObjectNode> found = api.find(Kinds.CUSTOM_RESOURCE_DEFINITION, ObjectKey.of(desired));
        if (found.isEmpty()) return Outcome.settled();
        ObjectNode definition = found.get();
        boolean mine = Metadata.isTerminating(definition)
                && Json.texts(definition.path("metadata").path("finalizers")).contains(FINALIZER);
        if (!mine) return Outcome.settled();
        DefinitionView view = new DefinitionView(definition);
        if (!view.isTrue("Established")) {
            finish(definition, "NeverEstablished", "resource was never established");
            return Outcome.settled();
        }
        if (tell(definition, true, "InstanceDeletionInProgress", "CustomResource deletion is in progress")) {
            definition = api.updateStatus(Kinds.CUSTOM_RESOURCE_DEFINITION, definition);
        }
        int left = deleteAll(view.instances());
        if (left > 0) return Outcome.checkAgain(SOON, left + " custom resources are going");
        finish(definition, "InstanceDeletionCompleted", "removed all instances");
        return Outcome.settled();
    }

    /** Asks each to go that was not asked yet; gives how many were found. */
    private int deleteAll(Kind<?> kind) {
        int found = 0;
        String token = "";
        do {
            ObjectList page = api.list(kind, ListOptions.everything().page(PAGE, token));
            for (ObjectNode object : page.items()) {
                found++;
                if (Metadata.isTerminating(object)) continue;
                try {
                    api.delete(
                            kind,
                            Metadata.key(object),
                            new DeleteOptions(null, "Background", Metadata.uid(object), null));
                } catch (ApiException gone) {
                    if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
                }
            }
            token = page.continueToken();
        } while (!token.isEmpty());
        return found;
    }

    private void finish(ObjectNode definition, String reason, String message) {
        ObjectNode last = definition;
        if (tell(last, false, reason, message)) last = api.updateStatus(Kinds.CUSTOM_RESOURCE_DEFINITION, last);
        ObjectNode patch = Json.object();
        ArrayNode finalizers = Metadata.of(patch)
                .put("resourceVersion", Metadata.resourceVersion(last))
                .putArray("finalizers");
        List<String> others = Json.texts(last.path("metadata").path("finalizers")).stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        others.forEach(finalizers::add);
        try {
            api.patch(Kinds.CUSTOM_RESOURCE_DEFINITION, Metadata.key(last), PatchType.MERGE, patch, null);
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private boolean tell(ObjectNode definition, boolean terminating, String reason, String message) {
        return Conditions.set(definition, "Terminating", terminating, reason, message, clock.instant());
    }
}
