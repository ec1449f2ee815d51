package io.coxswain.node.dns;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.proxy.ServiceSlices;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** The records of one Service: its ClusterIP, or for a headless one its ready endpoints, in another order each time. */
final class ServiceRecords {
    private static final int FULL_WEIGHT = 100;

    private final ServiceSlices slices;

    ServiceRecords(ServiceSlices slices) {
        this.slices = slices;
    }

    Answer addresses(Service service, Name name, int type) {
        if (type != Type.A) return Answer.noData();
        Optional<Ipv4Address> clusterAddress = clusterAddress(service);
        if (clusterAddress.isPresent()) return Answer.found(address(name, clusterAddress.get()));
        List<Record> records = new ArrayList<>();
        endpoints(service).values().stream()
                .flatMap(Set::stream)
                .distinct()
                .forEach(address -> records.add(address(name, address)));
        Collections.shuffle(records);
        return new Answer.Found(records, List.of());
    }

    /** An endpoint by its hostname, or by its address with dashes. Only headless Services have such names. */
    Answer endpoint(Service service, String label, Name name, int type) {
        Set<Ipv4Address> addresses = clusterAddress(service).isPresent()
                ? Set.of()
                : endpoints(service).getOrDefault(label, Set.of());
        if (addresses.isEmpty()) return new Answer.NoSuchName();
        if (type != Type.A) return Answer.noData();
        return new Answer.Found(
                addresses.stream().map(address -> address(name, address)).toList(), List.of());
    }

    /** The name between a Service and its ports: there when a port has the protocol. */
    Answer protocol(Service service, String protocol) {
        return service.getSpec().getPorts().stream().anyMatch(port -> protocol.equals(protocol(port)))
                ? Answer.noData()
                : new Answer.NoSuchName();
    }

    Answer port(Service service, String portName, String protocol, Name name, int type, Name serviceName) {
        Optional<ServicePort> port = service.getSpec().getPorts().stream()
                .filter(candidate ->
                        portName.equals("_" + text(candidate.getName()).toLowerCase(Locale.ROOT))
                                && protocol.equals(protocol(candidate)))
                .findFirst();
        if (port.isEmpty()) return new Answer.NoSuchName();
        if (type != Type.SRV) return Answer.noData();
        Optional<Ipv4Address> clusterAddress = clusterAddress(service);
        if (clusterAddress.isPresent()) {
            return new Answer.Found(
                    List.of(service(name, FULL_WEIGHT, port.get().getPort(), serviceName)),
                    List.of(address(serviceName, clusterAddress.get())));
        }
        return headlessPort(service, port.get(), name, serviceName);
    }

    private Answer headlessPort(Service service, ServicePort port, Name name, Name serviceName) {
        Map<String, Set<Ipv4Address>> endpoints = endpoints(service);
        int weight = Math.max(1, FULL_WEIGHT / Math.max(1, endpoints.size()));
        int target = targetPort(service, port);
        List<Record> answers = new ArrayList<>();
        List<Record> additional = new ArrayList<>();
        endpoints.forEach((label, addresses) -> {
            Name endpoint = ClusterZone.below(label, serviceName);
            answers.add(service(name, weight, target, endpoint));
            addresses.forEach(address -> additional.add(address(endpoint, address)));
        });
        Collections.shuffle(answers);
        return new Answer.Found(answers, additional);
    }

    /** The ready endpoints by their label in DNS. */
    Map<String, Set<Ipv4Address>> endpoints(Service service) {
        Map<String, Set<Ipv4Address>> found = new LinkedHashMap<>();
        for (EndpointSlice slice : slices.of(service)) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (!ServiceSlices.isReady(endpoint)) continue;
                endpoint.getAddresses().stream()
                        .flatMap(text -> Ipv4Address.find(text).stream())
                        .forEach(address -> found.computeIfAbsent(
                                        label(endpoint, address), absent -> new LinkedHashSet<>())
                                .add(address));
            }
        }
        return found;
    }

    static Optional<Ipv4Address> clusterAddress(Service service) {
        String text = service.getSpec().getClusterIP();
        return text == null ? Optional.empty() : Ipv4Address.find(text);
    }

    static String label(Endpoint endpoint, Ipv4Address address) {
        String hostname = endpoint.getHostname();
        return hostname == null || hostname.isEmpty()
                ? address.toString().replace('.', '-')
                : hostname.toLowerCase(Locale.ROOT);
    }

    private int targetPort(Service service, ServicePort port) {
        return slices.of(service).stream()
                .flatMap(slice -> slice.getPorts() == null ? Stream.of() : slice.getPorts().stream())
                .filter(candidate -> text(candidate.getName()).equals(text(port.getName())))
                .map(EndpointPort::getPort)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(port.getPort());
    }

    private static String protocol(ServicePort port) {
        return "_" + (port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(Locale.ROOT));
    }

    private static Record address(Name name, Ipv4Address address) {
        return new ARecord(name, DClass.IN, ClusterZone.TTL_SECONDS, address.inet());
    }

    private static Record service(Name name, int weight, int port, Name target) {
        return new SRVRecord(name, DClass.IN, ClusterZone.TTL_SECONDS, 0, weight, port, target);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
