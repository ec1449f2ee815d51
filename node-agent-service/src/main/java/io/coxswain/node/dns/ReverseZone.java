package io.coxswain.node.dns;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Names for the addresses of the cluster's two ranges: those of Services, and of endpoints that have a hostname. */
final class ReverseZone {
    private static final String SUFFIX = ".in-addr.arpa.";
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private final List<Ipv4Range> ranges;
    private final Name clusterDomain;
    private final Index<Service> services;
    private final Index<EndpointSlice> slices;

    ReverseZone(
            List<Ipv4Range> ranges, Name clusterDomain, Informer<Service> services, Informer<EndpointSlice> slices) {
        this.ranges = ranges;
        this.clusterDomain = clusterDomain;
        this.services = services.index(
                "services by address",
                service -> service.getSpec() == null
                        ? Stream.empty()
                        : ServiceRecords.clusterAddress(service).stream().map(Ipv4Address::toString));
        this.slices = slices.index(
                "slices by address",
                slice -> slice.getEndpoints().stream().flatMap(endpoint -> endpoint.getAddresses().stream()));
    }

    Answer answer(Name name, int type) {
        Optional<Ipv4Address> address = address(name);
        if (address.isEmpty() || ranges.stream().noneMatch(range -> range.contains(address.get()))) {
            return new Answer.NotOurs();
        }
        List<Record> names = Stream.concat(ofServices(address.get()), ofEndpoints(address.get()))
                .distinct()
                .map(target -> (Record) new PTRRecord(
                        name, DClass.IN, ClusterZone.TTL_SECONDS, ClusterZone.below(target + ".svc", clusterDomain)))
                .toList();
        if (names.isEmpty()) return new Answer.NoSuchName();
        return type == Type.PTR ? new Answer.Found(names, List.of()) : Answer.noData();
    }

    private Stream<String> ofServices(Ipv4Address address) {
        return services.get(address.toString()).stream()
                .map(service -> service.getMetadata().getName() + "."
                        + service.getMetadata().getNamespace());
    }

    private Stream<String> ofEndpoints(Ipv4Address address) {
        return slices.get(address.toString()).stream()
                .flatMap(slice -> slice.getEndpoints().stream()
                        .filter(endpoint -> endpoint.getAddresses().contains(address.toString()))
                        .map(Endpoint::getHostname)
                        .filter(Objects::nonNull)
                        .filter(hostname -> !hostname.isEmpty())
                        .flatMap(hostname -> Stream.ofNullable(
                                        slice.getMetadata().getLabels())
                                .flatMap(labels -> Stream.ofNullable(labels.get(SERVICE_LABEL)))
                                .map(service -> hostname + "." + service + "."
                                        + slice.getMetadata().getNamespace())));
    }

    private static Optional<Ipv4Address> address(Name name) {
        String text = name.toString();
        if (name.labels() != 7
                || !text.regionMatches(true, text.length() - SUFFIX.length(), SUFFIX, 0, SUFFIX.length())) {
            return Optional.empty();
        }
        return Ipv4Address.find(name.getLabelString(3) + "." + name.getLabelString(2) + "." + name.getLabelString(1)
                + "." + name.getLabelString(0));
    }
}
