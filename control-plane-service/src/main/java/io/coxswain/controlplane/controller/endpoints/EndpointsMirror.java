package io.coxswain.controlplane.controller.endpoints;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Mirrors hand-made Endpoints of Services without a selector into EndpointSlices, which is what nodes read. */
public final class EndpointsMirror implements Reconciler<Endpoints> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(1);
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

    private final Api api;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final OwnWrites ownWrites = new OwnWrites();

    public EndpointsMirror(Api api, Informers informers) {
        this.api = api;
        this.services = informers.of(Kinds.SERVICE);
        this.slices = informers.of(Kinds.ENDPOINT_SLICE);
    }

    @Override
    public Watches<Endpoints> watches() {
        return Watches.of(Kinds.ENDPOINTS)
                .wokenBy(Kinds.SERVICE, service -> Stream.of(ObjectKey.of(service)))
                .wokenBy(Kinds.ENDPOINT_SLICE, EndpointsMirror::mirrored);
    }

    @Override
    public Outcome reconcile(Endpoints endpoints) {
        ObjectKey key = ObjectKey.of(endpoints);
        if (!ownWrites.isSeen(key, slices))
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own slices");
        write(key, isMirrored(endpoints) ? MirroredSlices.of(endpoints) : List.of());
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        ownWrites.forget(key);
        write(key, List.of());
        return Outcome.settled();
    }

    private boolean isMirrored(Endpoints endpoints) {
        var metadata = endpoints.getMetadata();
        if (metadata.getDeletionTimestamp() != null) return false;
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        if ("true".equals(labels.get(SKIP)) || annotations.containsKey(LEADER)) return false;
        Optional<Service> service = services.get(ObjectKey.of(endpoints));
        return service.isPresent()
                && (service.get().getSpec().getSelector() == null
                        || service.get().getSpec().getSelector().isEmpty());
    }

    /** Slices that are there already are changed one by one; what is too many goes. */
    private void write(ObjectKey key, List<ObjectNode> wanted) {
        List<EndpointSlice> known = new ArrayList<>(slices.list(key.namespace()).stream()
                .filter(slice -> mirrored(slice).anyMatch(key::equals))
                .toList());
        for (ObjectNode slice : wanted) {
            EndpointSlice same = take(known, slice);
            if (same == null) create(key, slice);
            else updateIfChanged(slice, same);
        }
        known.forEach(this::delete);
    }

    /** A slice of the same family of addresses, first one that already has the ports. */
    private static @org.jspecify.annotations.Nullable EndpointSlice take(List<EndpointSlice> known, ObjectNode wanted) {
        List<EndpointSlice> candidates = known.stream()
                .filter(slice -> wanted.path("addressType").asString("").equals(slice.getAddressType()))
                .toList();
        if (candidates.isEmpty()) return null;
        EndpointSlice taken = candidates.stream()
                .filter(slice -> same(wanted, slice, "ports"))
                .findFirst()
                .orElse(candidates.getFirst());
        known.remove(taken);
        return taken;
    }

    private void updateIfChanged(ObjectNode wanted, EndpointSlice known) {
        boolean same = same(wanted, known, "endpoints")
                && same(wanted, known, "ports")
                && Metadata.labels(wanted).equals(known.getMetadata().getLabels());
        if (same) return;
        ObjectNode metadata = Metadata.of(wanted);
        metadata.remove("generateName");
        metadata.put("name", known.getMetadata().getName())
                .put("resourceVersion", known.getMetadata().getResourceVersion());
        api.update(Kinds.ENDPOINT_SLICE, wanted);
    }

    private void create(ObjectKey key, ObjectNode slice) {
        try {
            ownWrites.wrote(key, api.create(Kinds.ENDPOINT_SLICE, slice));
        } catch (ApiException failure) {
            // a namespace that goes away takes the Endpoints with it
            if (!failure.is(Reason.Forbidden) && !failure.is(Reason.NotFound)) throw failure;
        }
    }

    private void delete(EndpointSlice slice) {
        try {
            api.delete(
                    Kinds.ENDPOINT_SLICE,
                    ObjectKey.of(slice),
                    DeleteOptions.ofUid(slice.getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private static Stream<ObjectKey> mirrored(EndpointSlice slice) {
        Map<String, String> labels =
                Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
        String service = labels.get(MirroredSlices.SERVICE_NAME);
        return service != null && MirroredSlices.MANAGER.equals(labels.get(MirroredSlices.MANAGED_BY))
                ? Stream.of(new ObjectKey(slice.getMetadata().getNamespace(), service))
                : Stream.empty();
    }

    /** Compares as the typed view sees it, so that absent and empty are the same. */
    private static boolean same(ObjectNode wanted, EndpointSlice known, String field) {
        EndpointSlice view = Json.view(wanted, EndpointSlice.class);
        return Json.same(Json.tree(view).path(field), Json.tree(known).path(field));
    }
}
