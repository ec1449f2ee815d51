package io.coxswain.controlplane.controller.endpointslice;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the EndpointSlices of each Service with a selector in step with its Pods; writes only what changed. */
public final class EndpointSliceReconciler implements Reconciler<Service> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);
    private static final String BY_SERVICE = "service";

    private final Api api;
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<EndpointSlice> slices;
    private final Index<EndpointSlice> byService;
    private final OwnWrites ownWrites = new OwnWrites();

    public EndpointSliceReconciler(Api api, Informers informers) {
        this.api = api;
        this.services = informers.of(Kinds.SERVICE);
        this.pods = informers.of(Kinds.POD);
        this.slices = informers.of(Kinds.ENDPOINT_SLICE);
        this.byService = slices.index(BY_SERVICE, slice -> serviceOf(slice).map(ObjectKey::toString));
    }

    @Override
    public Watches<Service> watches() {
        return Watches.of(Kinds.SERVICE)
                .wokenBy(Kinds.POD, this::servicesOf)
                .wokenBy(Kinds.ENDPOINT_SLICE, EndpointSliceReconciler::serviceOf);
    }

    @Override
    public Outcome reconcile(Service service) {
        ObjectKey key = ObjectKey.of(service);
        if (!hasSelector(service) || service.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        if (!ownWrites.isSeen(key, slices))
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own slices");
        LabelSelector selector = LabelSelector.ofLabels(service.getSpec().getSelector());
        List<Pod> backends = pods.list(key.namespace()).stream()
                .filter(pod -> selector.matches(Pods.labels(pod)))
                .filter(PodEndpoints::belongs)
                .toList();
        List<EndpointSlice> known = byService.get(key.toString()).stream()
                .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
                .toList();
        SlicePlan plan = SlicePlan.of(service, backends, known);
        plan.create().forEach(slice -> create(key, slice));
        plan.update().forEach(this::update);
        plan.delete().forEach(this::delete);
        return Outcome.settled();
    }

    /** Slices of a Service that is gone go too: the garbage collector sees their owner vanish. */
    @Override
    public Outcome forget(ObjectKey key) {
        ownWrites.forget(key);
        return Outcome.settled();
    }

    private void create(ObjectKey service, ObjectNode slice) {
        try {
            ownWrites.wrote(service, api.create(Kinds.ENDPOINT_SLICE, slice));
        } catch (ApiException failure) {
            // a namespace that goes away takes the Service with it
            if (!failure.is(Reason.Forbidden) && !failure.is(Reason.NotFound)) throw failure;
        }
    }

    private void update(ObjectNode slice) {
        api.update(Kinds.ENDPOINT_SLICE, slice);
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

    private Stream<ObjectKey> servicesOf(Pod pod) {
        Map<String, String> labels = Pods.labels(pod);
        return services.list(pod.getMetadata().getNamespace()).stream()
                .filter(EndpointSliceReconciler::hasSelector)
                .filter(service -> labels.entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
                .map(ObjectKey::of);
    }

    private static Stream<ObjectKey> serviceOf(EndpointSlice slice) {
        Map<String, String> labels =
                Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
        String service = labels.get(SlicePlan.SERVICE_NAME);
        return service != null && SlicePlan.MANAGER.equals(labels.get(SlicePlan.MANAGED_BY))
                ? Stream.of(new ObjectKey(slice.getMetadata().getNamespace(), service))
                : Stream.empty();
    }

    private static boolean hasSelector(Service service) {
        var spec = service.getSpec();
        return spec != null
                && spec.getSelector() != null
                && !spec.getSelector().isEmpty()
                && !"ExternalName".equals(spec.getType());
    }
}
