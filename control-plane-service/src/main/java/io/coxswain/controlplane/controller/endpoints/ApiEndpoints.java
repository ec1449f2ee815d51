package io.coxswain.controlplane.controller.endpoints;

import io.coxswain.client.Api;
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
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the Service {@code kubernetes}, which is the API itself, with its Endpoints and EndpointSlice. */
public final class ApiEndpoints implements Reconciler<Service> {
    private static final ObjectKey KEY = new ObjectKey("default", "kubernetes");

    private final Api api;
    private final String address;
    private final int port;
    private final ObjectNode service;

    /**
     * {@code address} and {@code port} are where Pods reach the API; {@code service} is made again where it is gone.
     */
    public ApiEndpoints(Api api, String address, int port, ObjectNode service) {
        this.api = api;
        this.address = address;
        this.port = port;
        this.service = service;
    }

    @Override
    public Watches<Service> watches() {
        return Watches.of(Kinds.SERVICE)
                .wokenBy(Kinds.ENDPOINTS, endpoints -> keyOf(ObjectKey.of(endpoints)))
                .wokenBy(Kinds.ENDPOINT_SLICE, slice -> keyOf(ObjectKey.of(slice)));
    }

    @Override
    public Outcome reconcile(Service service) {
        if (!KEY.equals(ObjectKey.of(service))) return Outcome.settled();
        keep(Kinds.ENDPOINTS, endpoints(), List.of("subsets"));
        keep(Kinds.ENDPOINT_SLICE, slice(), List.of("endpoints", "ports", "addressType"));
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        if (KEY.equals(key)) create(Kinds.SERVICE, service.deepCopy());
        return Outcome.settled();
    }

    private void keep(Kind<?> kind, ObjectNode wanted, List<String> fields) {
        Optional<ObjectNode> known = api.find(kind, KEY);
        if (known.isEmpty()) {
            create(kind, wanted);
            return;
        }
        boolean same = Metadata.labels(known.get())
                        .entrySet()
                        .containsAll(Metadata.labels(wanted).entrySet())
                && fields.stream().allMatch(field -> Json.same(known.get().path(field), wanted.path(field)));
        if (same) return;
        ObjectNode changed = known.get();
        changed.setAll(wanted.deepCopy().without("metadata"));
        Metadata.labels(wanted).forEach(Metadata.of(changed).withObject("/labels")::put);
        api.update(kind, changed);
    }

    private void create(Kind<?> kind, ObjectNode wanted) {
        try {
            api.create(kind, wanted);
        } catch (ApiException failure) {
            if (!failure.is(Reason.AlreadyExists)) throw failure;
        }
    }

    private ObjectNode endpoints() {
        ObjectNode endpoints = named("Endpoints", "v1");
        Metadata.of(endpoints).putObject("labels").put("endpointslice.kubernetes.io/skip-mirror", "true");
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        subset.putArray("addresses").addObject().put("ip", address);
        subset.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP");
        return endpoints;
    }

    private ObjectNode slice() {
        ObjectNode slice = named("EndpointSlice", "discovery.k8s.io/v1");
        Metadata.of(slice).putObject("labels").put(MirroredSlices.SERVICE_NAME, KEY.name());
        slice.put("addressType", "IPv4");
        ObjectNode endpoint = slice.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(address);
        endpoint.putObject("conditions").put("ready", true);
        slice.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP");
        return slice;
    }

    private static ObjectNode named(String kind, String apiVersion) {
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        Metadata.of(object).put("name", KEY.name()).put("namespace", String.valueOf(KEY.namespace()));
        return object;
    }

    private static Stream<ObjectKey> keyOf(ObjectKey changed) {
        return changed.equals(KEY) ? Stream.of(KEY) : Stream.empty();
    }
}
