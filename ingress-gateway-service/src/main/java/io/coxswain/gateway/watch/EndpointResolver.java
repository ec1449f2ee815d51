package io.coxswain.gateway.watch;

import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of a backend: through the Service's port to the ready endpoints of its EndpointSlices. */
final class EndpointResolver {
    /** {@code reason} and {@code message} say why there is no address; both are empty where there is one. */
    record Resolved(Set<InetSocketAddress> addresses, String reason, String message) {
        static Resolved none(String reason, String message) {
            return new Resolved(Set.of(), reason, message);
        }
    }

    private final Function<ObjectKey, Optional<Service>> services;
    private final Function<ObjectKey, List<EndpointSlice>> slices;

    EndpointResolver(Function<ObjectKey, Optional<Service>> services, Function<ObjectKey, List<EndpointSlice>> slices) {
        this.services = services;
        this.slices = slices;
    }

    Resolved resolve(Backend backend) {
        Service service = services.apply(backend.service()).orElse(null);
        if (service == null) {
            return Resolved.none("ServiceNotFound", "Service " + backend.service() + " does not exist");
        }
        if ("ExternalName".equals(service.getSpec().getType())) {
            return Resolved.none(
                    "UnsupportedService",
                    "Service " + backend.service() + " is of type ExternalName, which is not supported");
        }
        ServicePort port = port(service, backend.port());
        if (port == null) {
            return Resolved.none("PortNotFound", "Service " + backend.service() + " has no port " + backend.port());
        }
        Set<InetSocketAddress> ready = new LinkedHashSet<>();
        Set<InetSocketAddress> leaving = new LinkedHashSet<>();
        for (EndpointSlice slice : slices.apply(backend.service())) {
            Integer number = number(slice, Objects.requireNonNullElse(port.getName(), ""));
            if (number == null || "FQDN".equals(slice.getAddressType())) continue;
            for (Endpoint endpoint : slice.getEndpoints()) {
                Set<InetSocketAddress> to = isReady(endpoint) ? ready : isLeaving(endpoint) ? leaving : null;
                if (to == null || endpoint.getAddresses().isEmpty()) continue;
                to.add(new InetSocketAddress(
                        InetAddress.ofLiteral(endpoint.getAddresses().getFirst()), number));
            }
        }
        if (!ready.isEmpty()) return new Resolved(ready, "", "");
        if (!leaving.isEmpty()) return new Resolved(leaving, "", "");
        return Resolved.none("NoEndpoints", "Service " + backend.service() + " has no ready endpoint");
    }

    private static @Nullable ServicePort port(Service service, Backend.Port wanted) {
        for (ServicePort port : service.getSpec().getPorts()) {
            boolean matches = switch (wanted) {
                case Backend.Port.Named(String name) -> name.equals(port.getName());
                case Backend.Port.Numbered(int number) -> number == port.getPort();
            };
            boolean tcp = port.getProtocol() == null || port.getProtocol().equals("TCP");
            if (matches && tcp) return port;
        }
        return null;
    }

    private static @Nullable Integer number(EndpointSlice slice, String portName) {
        for (EndpointPort port : slice.getPorts()) {
            if (Objects.requireNonNullElse(port.getName(), "").equals(portName)) return port.getPort();
        }
        return null;
    }

    /** Unknown counts as ready, as the API documents it. */
    private static boolean isReady(Endpoint endpoint) {
        EndpointConditions conditions = endpoint.getConditions();
        return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    }

    private static boolean isLeaving(Endpoint endpoint) {
        EndpointConditions conditions = endpoint.getConditions();
        return conditions != null
                && Boolean.TRUE.equals(conditions.getServing())
                && Boolean.TRUE.equals(conditions.getTerminating());
    }
}
