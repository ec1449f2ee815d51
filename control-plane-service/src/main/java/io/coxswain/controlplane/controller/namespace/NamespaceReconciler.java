package io.coxswain.controlplane.controller.namespace;

import io.coxswain.client.Api;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes all that a terminating namespace holds, Pods first, and takes its finalizer away when nothing is left. */
public final class NamespaceReconciler implements Reconciler<Namespace> {
    private static final String FINALIZER = "kubernetes";
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Api api;
    private final KindCatalog kinds;
    private final Clock clock;

    public NamespaceReconciler(Api api, KindCatalog kinds, Clock clock) {
        this.api = api;
        this.kinds = kinds;
        this.clock = clock;
    }

    @Override
    public Watches<Namespace> watches() {
        return Watches.of(Kinds.NAMESPACE);
    }

    @Override
    public Outcome reconcile(Namespace known) {
        if (!isMine(known)) return Outcome.settled();
        Optional<ObjectNode> found = api.find(Kinds.NAMESPACE, ObjectKey.of(known));
        if (found.isEmpty()
                || !Metadata.uid(found.get()).equals(known.getMetadata().getUid())) {
            return Outcome.settled();
        }
        ObjectNode namespace = found.get();
        var content = new Content(api, Metadata.name(namespace));
        // what runs goes before what it reads: a Pod must not lose its Secret while it shuts down
        content.remove(Kinds.POD);
        if (content.isEmpty()) rest().forEach(content::remove);
        if (DeletionConditions.set(namespace, content, clock.instant())) tell(namespace);
        if (!content.isEmpty()) return Outcome.checkAgain(patience(known), "objects are going");
        finish(known);
        return Outcome.settled();
    }

    private static boolean isMine(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() != null
                && namespace.getSpec() != null
                && namespace.getSpec().getFinalizers().contains(FINALIZER);
    }

    /** Longer where it takes long: then somebody else has to do something. */
    private Duration patience(Namespace namespace) {
        Instant asked = Instant.parse(namespace.getMetadata().getDeletionTimestamp());
        return asked.plus(LONG).isBefore(clock.instant()) ? LATER : SOON;
    }

    private void tell(ObjectNode namespace) {
        try {
            api.updateStatus(Kinds.NAMESPACE, namespace);
        } catch (ApiException overtaken) {
            // the next pass tells it
            if (!overtaken.is(Reason.NotFound) && !overtaken.is(Reason.Conflict)) throw overtaken;
        }
    }

    private void finish(Namespace namespace) {
        ObjectNode patch = Json.object();
        // not its resourceVersion, which the conditions change: the uid says that it is still this one
        Metadata.of(patch).put("uid", namespace.getMetadata().getUid());
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
