package io.coxswain.node.proxy;

import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.stream.Stream;

/** The EndpointSlices of a Service, and what their endpoints' conditions mean. Only slices of IPv4 addresses. */
public final class ServiceSlices {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private final Index<EndpointSlice> byService;

    public ServiceSlices(Informer<EndpointSlice> slices) {
        byService = slices.index("slices of a service", ServiceSlices::service);
    }

    public List<EndpointSlice> of(HasMetadata service) {
        return byService.get(
                key(service.getMetadata().getNamespace(), service.getMetadata().getName()));
    }

    /** No statement means ready. */
    public static boolean isReady(Endpoint endpoint) {
        EndpointConditions conditions = endpoint.getConditions();
        return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    }

    /** Still answering while it terminates: used when nothing else is ready. */
    static boolean isServingWhileTerminating(Endpoint endpoint) {
        EndpointConditions conditions = endpoint.getConditions();
        return conditions != null
                && Boolean.TRUE.equals(conditions.getTerminating())
                && !Boolean.FALSE.equals(conditions.getServing());
    }

    private static Stream<String> service(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        String name = labels == null ? null : labels.get(SERVICE_LABEL);
        return name == null || !"IPv4".equals(slice.getAddressType())
                ? Stream.empty()
                : Stream.of(key(slice.getMetadata().getNamespace(), name));
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
