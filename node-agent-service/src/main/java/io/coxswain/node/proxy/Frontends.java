package io.coxswain.node.proxy;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the frontends of the moment from Services and EndpointSlices, as they apply to one node. */
final class Frontends {
    private static final String OTHER_PROXY_LABEL = "service.kubernetes.io/service-proxy-name";
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private final Informer<Service> services;
    private final ServiceSlices slices;
    private final String nodeName;
    private final Set<Ipv4Address> answeredHere;

    /**
     * Reads for one node.
     *
     * @param answeredHere the addresses of DNS and of the API, which are local to every node and need no translation
     */
    Frontends(Informer<Service> services, ServiceSlices slices, String nodeName, Set<Ipv4Address> answeredHere) {
        this.services = services;
        this.slices = slices;
        this.nodeName = nodeName;
        this.answeredHere = Set.copyOf(answeredHere);
    }

    List<Frontend> read() {
        List<Frontend> frontends = new ArrayList<>();
        for (Service service : services.list(null)) {
            Optional<Ipv4Address> address = clusterAddress(service);
            if (address.isEmpty() || answeredHere.contains(address.get()) || isForAnotherProxy(service)) continue;
            for (ServicePort port : service.getSpec().getPorts()) {
                protocol(port.getProtocol())
                        .ifPresent(protocol -> frontends.add(frontend(service, address.get(), port, protocol)));
            }
        }
        return frontends;
    }

    /** Empty for headless Services, for ExternalName, and before an address was given. */
    private static Optional<Ipv4Address> clusterAddress(Service service) {
        var spec = service.getSpec();
        if (spec == null || spec.getClusterIP() == null || "ExternalName".equals(spec.getType())) {
            return Optional.empty();
        }
        return Ipv4Address.find(spec.getClusterIP());
    }

    private static boolean isForAnotherProxy(Service service) {
        var labels = service.getMetadata().getLabels();
        return labels != null && labels.containsKey(OTHER_PROXY_LABEL);
    }

    private Frontend frontend(Service service, Ipv4Address address, ServicePort port, Frontend.Protocol protocol) {
        String name = service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName() + "/" + protocol.word() + "/" + text(port.getName());
        boolean isLocalOnly = "Local".equals(service.getSpec().getInternalTrafficPolicy());
        List<Backend> backends = usable(service, port, protocol, isLocalOnly);
        return new Frontend(
                name,
                address,
                protocol,
                port.getPort(),
                backends,
                affinity(service),
                nodePort(service, port, protocol));
    }

    private Optional<Frontend.NodePort> nodePort(Service service, ServicePort port, Frontend.Protocol protocol) {
        if (port.getNodePort() == null || port.getNodePort() == 0) return Optional.empty();
        boolean staysHere = "Local".equals(service.getSpec().getExternalTrafficPolicy());
        return Optional.of(new Frontend.NodePort(
                port.getNodePort(),
                usable(service, port, protocol, false),
                staysHere ? Optional.of(usable(service, port, protocol, true)) : Optional.empty()));
    }

    /** The ready ones, or where there are none those that still serve while they end. */
    private List<Backend> usable(Service service, ServicePort port, Frontend.Protocol protocol, boolean onlyHere) {
        Predicate<Endpoint> here = endpoint -> !onlyHere || nodeName.equals(endpoint.getNodeName());
        List<Backend> ready = backends(service, port, protocol, here.and(ServiceSlices::isReady));
        return ready.isEmpty()
                ? backends(service, port, protocol, here.and(ServiceSlices::isServingWhileTerminating))
                : ready;
    }

    private List<Backend> backends(
            Service service, ServicePort port, Frontend.Protocol protocol, Predicate<Endpoint> usable) {
        List<Backend> backends = new ArrayList<>();
        for (EndpointSlice slice : slices.of(service)) {
            Optional<Integer> target = target(slice, port, protocol);
            if (target.isEmpty()) continue;
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (!usable.test(endpoint)) continue;
                // Further addresses of one endpoint are the same Pod again.
                endpoint.getAddresses().stream()
                        .limit(1)
                        .flatMap(text -> Ipv4Address.find(text).stream())
                        .forEach(address -> backends.add(new Backend(address, target.get())));
            }
        }
        return backends;
    }

    private static Optional<Integer> target(EndpointSlice slice, ServicePort port, Frontend.Protocol protocol) {
        if (slice.getPorts() == null) return Optional.empty();
        return slice.getPorts().stream()
                .filter(candidate -> text(candidate.getName()).equals(text(port.getName())))
                .filter(candidate -> protocol(candidate.getProtocol()).equals(Optional.of(protocol)))
                .map(EndpointPort::getPort)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static int affinity(Service service) {
        if (!"ClientIP".equals(service.getSpec().getSessionAffinity())) return 0;
        var config = service.getSpec().getSessionAffinityConfig();
        boolean isSet = config != null
                && config.getClientIP() != null
                && config.getClientIP().getTimeoutSeconds() != null;
        return isSet ? config.getClientIP().getTimeoutSeconds() : DEFAULT_AFFINITY_SECONDS;
    }

    private static Optional<Frontend.Protocol> protocol(@Nullable String name) {
        String word = name == null ? "tcp" : name.toLowerCase(Locale.ROOT);
        for (Frontend.Protocol protocol : Frontend.Protocol.values()) {
            if (protocol.word().equals(word)) return Optional.of(protocol);
        }
        return Optional.empty();
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }
}
