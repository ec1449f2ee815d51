package io.coxswain.node.dns;

import io.coxswain.model.ObjectKey;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The forward zone of the cluster, in the layout of the Kubernetes DNS specification 1.1.0, answered from the
 * informers' caches. A name that exists only as part of longer names, or only with another type, has no data; any other
 * name that is not there does not exist.
 */
final class ClusterZone {
    static final int TTL_SECONDS = 5;
    private static final String VERSION = "1.1.0";
    private static final int REFRESH_SECONDS = 7200;
    private static final int RETRY_SECONDS = 1800;
    private static final int EXPIRE_SECONDS = 86_400;

    private final Name origin;
    private final Cache<Namespace> namespaces;
    private final Cache<Service> services;
    private final ServiceRecords records;
    private final InstantSource clock;

    ClusterZone(
            Name origin,
            Cache<Namespace> namespaces,
            Cache<Service> services,
            ServiceRecords records,
            InstantSource clock) {
        this.origin = origin;
        this.namespaces = namespaces;
        this.services = services;
        this.records = records;
        this.clock = clock;
    }

    Answer answer(Name name, int type) {
        if (!name.subdomain(origin)) return new Answer.NotOurs();
        List<String> labels = labels(name);
        if (labels.isEmpty()) return apex(name, type);
        return switch (labels.getLast()) {
            case "dns-version" -> labels.size() == 1 ? version(name, type) : new Answer.NoSuchName();
            case "svc" -> ofServices(labels.subList(0, labels.size() - 1), name, type);
            case "pod" -> ofPods(labels.subList(0, labels.size() - 1), name, type);
            default -> new Answer.NoSuchName();
        };
    }

    /** Stands in the authority section of answers without data, and says how long to remember that. */
    SOARecord authority() {
        long serial = clock.instant().getEpochSecond();
        return new SOARecord(
                origin,
                DClass.IN,
                TTL_SECONDS,
                below("ns.dns", origin),
                below("hostmaster", origin),
                serial,
                REFRESH_SECONDS,
                RETRY_SECONDS,
                EXPIRE_SECONDS,
                TTL_SECONDS);
    }

    private Answer apex(Name name, int type) {
        return switch (type) {
            case Type.SOA -> Answer.found(authority());
            case Type.NS -> Answer.found(new NSRecord(name, DClass.IN, TTL_SECONDS, below("ns.dns", origin)));
            default -> Answer.noData();
        };
    }

    private static Answer version(Name name, int type) {
        return type == Type.TXT ? Answer.found(new TXTRecord(name, DClass.IN, TTL_SECONDS, VERSION)) : Answer.noData();
    }

    /** The labels before {@code svc}: endpoint or port and protocol, Service, namespace. */
    private Answer ofServices(List<String> labels, Name name, int type) {
        if (labels.isEmpty()) return Answer.noData();
        String namespace = labels.getLast();
        if (labels.size() == 1) return existing(namespace);
        Optional<Service> found = services.get(new ObjectKey(namespace, labels.get(labels.size() - 2)));
        if (found.isEmpty() || found.get().getSpec() == null) return new Answer.NoSuchName();
        Service service = found.get();
        List<String> rest = labels.subList(0, labels.size() - 2);
        if ("ExternalName".equals(service.getSpec().getType())) {
            return rest.isEmpty() ? external(service, name) : new Answer.NoSuchName();
        }
        return switch (rest.size()) {
            case 0 -> records.addresses(service, name, type);
            case 1 ->
                rest.getFirst().startsWith("_")
                        ? records.protocol(service, rest.getFirst())
                        : records.endpoint(service, rest.getFirst(), name, type);
            case 2 -> records.port(service, rest.get(0), rest.get(1), name, type, serviceName(service));
            default -> new Answer.NoSuchName();
        };
    }

    private Answer ofPods(List<String> labels, Name name, int type) {
        if (labels.isEmpty()) return Answer.noData();
        if (labels.size() == 1) return existing(labels.getLast());
        Optional<Ipv4Address> address = Ipv4Address.find(labels.getFirst().replace('-', '.'));
        if (labels.size() > 2 || address.isEmpty() || !exists(labels.getLast())) return new Answer.NoSuchName();
        return type == Type.A
                ? Answer.found(
                        new ARecord(name, DClass.IN, TTL_SECONDS, address.get().inet()))
                : Answer.noData();
    }

    private static Answer external(Service service, Name name) {
        try {
            Name target = Name.fromString(service.getSpec().getExternalName(), Name.root);
            return new Answer.Alias(new CNAMERecord(name, DClass.IN, TTL_SECONDS, target), target);
        } catch (TextParseException notAName) {
            return Answer.noData();
        }
    }

    Name serviceName(Service service) {
        return below(
                service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc", origin);
    }

    private Answer existing(String namespace) {
        return exists(namespace) ? Answer.noData() : new Answer.NoSuchName();
    }

    private boolean exists(String namespace) {
        return namespaces.get(new ObjectKey(null, namespace)).isPresent();
    }

    /** In lower case, without those of the zone itself. */
    private List<String> labels(Name name) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < name.labels() - origin.labels(); i++) {
            labels.add(name.getLabelString(i).toLowerCase(Locale.ROOT));
        }
        return labels;
    }

    static Name below(String labels, Name origin) {
        try {
            return Name.fromString(labels, origin);
        } catch (TextParseException notAName) {
            throw new IllegalStateException(notAName);
        }
    }
}
