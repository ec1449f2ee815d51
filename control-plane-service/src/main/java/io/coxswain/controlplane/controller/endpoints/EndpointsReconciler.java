package io.coxswain.controlplane.controller.endpoints;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.controller.endpointslice.PodEndpoints;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the Endpoints object of each Service with a selector, for the clients that still read those. */
public final class EndpointsReconciler implements Reconciler<Service> {
    static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    static final String MANAGER = "endpoint-controller";

    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private final Api api;
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Endpoints> endpoints;

    public EndpointsReconciler(Api api, Informers informers) {
        this.api = api;
        this.services = informers.of(Kinds.SERVICE);
        this.pods = informers.of(Kinds.POD);
        this.endpoints = informers.of(Kinds.ENDPOINTS);
    }

    @Override
    public Watches<Service> watches() {
        return Watches.of(Kinds.SERVICE)
                .wokenBy(Kinds.POD, this::servicesOf)
                .wokenBy(Kinds.ENDPOINTS, changed -> Stream.of(ObjectKey.of(changed)));
    }

    @Override
    public Outcome reconcile(Service service) {
        if (!hasSelector(service) || service.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        LabelSelector selector = LabelSelector.ofLabels(service.getSpec().getSelector());
        List<Pod> backends = pods.list(service.getMetadata().getNamespace()).stream()
                .filter(pod -> selector.matches(Pods.labels(pod)))
                .filter(PodEndpoints::belongs)
                .toList();
        ObjectNode wanted = wanted(service, backends);
        Optional<Endpoints> known = endpoints.get(ObjectKey.of(service));
        try {
            if (known.isEmpty()) api.create(Kinds.ENDPOINTS, wanted);
            else if (!isSame(wanted, known.get())) {
                ObjectNode metadata = (ObjectNode) wanted.path("metadata");
                metadata.put("resourceVersion", known.get().getMetadata().getResourceVersion());
                api.update(Kinds.ENDPOINTS, wanted);
            }
        } catch (ApiException failure) {
            // a namespace that goes away takes the Service with it; a cache that is behind hears of what is there
            if (failure.is(Reason.Forbidden) || failure.is(Reason.NotFound)) return Outcome.settled();
            if (!failure.is(Reason.AlreadyExists)) throw failure;
        }
        return Outcome.settled();
    }

    /** The Service is gone; Endpoints that were made for it go too, those that somebody else made stay. */
    @Override
    public Outcome forget(ObjectKey key) {
        Optional<Endpoints> left = endpoints.get(key);
        if (left.isEmpty() || !MANAGER.equals(labels(left.get()).get(MANAGED_BY))) return Outcome.settled();
        try {
            api.delete(
                    Kinds.ENDPOINTS,
                    key,
                    DeleteOptions.ofUid(left.get().getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
        return Outcome.settled();
    }

    static boolean hasSelector(Service service) {
        var spec = service.getSpec();
        return spec != null
                && spec.getSelector() != null
                && !spec.getSelector().isEmpty()
                && !"ExternalName".equals(spec.getType());
    }

    private static ObjectNode wanted(Service service, List<Pod> backends) {
        ObjectNode wanted = Json.object().put("kind", "Endpoints").put("apiVersion", "v1");
        ObjectNode metadata = wanted.putObject("metadata")
                .put("name", service.getMetadata().getName())
                .put("namespace", service.getMetadata().getNamespace());
        ObjectNode labels = metadata.putObject("labels");
        Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.<String, String>of())
                .forEach(labels::put);
        labels.put(MANAGED_BY, MANAGER);
        if ("None".equals(service.getSpec().getClusterIP())) labels.put(HEADLESS, "");
        if (backends.size() > PodSubsets.MOST_ADDRESSES) {
            metadata.putObject("annotations").put(OVER_CAPACITY, "truncated");
        }
        var subsets = PodSubsets.of(service, backends);
        if (!subsets.isEmpty()) wanted.set("subsets", subsets);
        return wanted;
    }

    private static boolean isSame(ObjectNode wanted, Endpoints known) {
        Endpoints view = Json.view(wanted, Endpoints.class);
        return labels(view).equals(labels(known))
                && Json.same(Json.tree(view).path("subsets"), Json.tree(known).path("subsets"));
    }

    private static Map<String, String> labels(Endpoints endpoints) {
        return Objects.requireNonNullElse(endpoints.getMetadata().getLabels(), Map.of());
    }

    private Stream<ObjectKey> servicesOf(Pod pod) {
        Map<String, String> labels = Pods.labels(pod);
        return services.list(pod.getMetadata().getNamespace()).stream()
                .filter(EndpointsReconciler::hasSelector)
                .filter(service -> labels.entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
                .map(ObjectKey::of);
    }
}
