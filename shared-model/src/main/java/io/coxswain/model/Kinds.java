package io.coxswain.model;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registry of built-in kinds: a kind costs one entry here. */
public final class Kinds {
    public static final Kind<ConfigMap> CONFIG_MAP =
            namespaced("", "v1", "ConfigMap", "configmaps", ConfigMap.class).with(List.of("cm"), List.of(), Set.of());
    public static final Kind<Event> EVENT =
            namespaced("", "v1", "Event", "events", Event.class).with(List.of("ev"), List.of(), Set.of());
    public static final Kind<Namespace> NAMESPACE = cluster("", "v1", "Namespace", "namespaces", Namespace.class)
            .with(List.of("ns"), List.of(), Set.of("status", "finalize"));
    public static final Kind<Node> NODE =
            cluster("", "v1", "Node", "nodes", Node.class).with(List.of("no"), List.of(), Set.of("status"));
    public static final Kind<Pod> POD = namespaced("", "v1", "Pod", "pods", Pod.class)
            .with(List.of("po"), List.of("all"), Set.of("status", "binding", "log", "exec"));
    public static final Kind<Secret> SECRET =
            namespaced("", "v1", "Secret", "secrets", Secret.class).with(List.of(), List.of(), Set.of());
    public static final Kind<Service> SERVICE = namespaced("", "v1", "Service", "services", Service.class)
            .with(List.of("svc"), List.of("all"), Set.of("status"));
    public static final Kind<Deployment> DEPLOYMENT = namespaced(
                    "apps", "v1", "Deployment", "deployments", Deployment.class)
            .with(List.of("deploy"), List.of("all"), Set.of("status", "scale"));
    public static final Kind<ReplicaSet> REPLICA_SET = namespaced(
                    "apps", "v1", "ReplicaSet", "replicasets", ReplicaSet.class)
            .with(List.of("rs"), List.of("all"), Set.of("status", "scale"));
    public static final Kind<Lease> LEASE = namespaced("coordination.k8s.io", "v1", "Lease", "leases", Lease.class)
            .with(List.of(), List.of(), Set.of());
    public static final Kind<EndpointSlice> ENDPOINT_SLICE = namespaced(
                    "discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", EndpointSlice.class)
            .with(List.of(), List.of(), Set.of());
    public static final Kind<Ingress> INGRESS = namespaced(
                    "networking.k8s.io", "v1", "Ingress", "ingresses", Ingress.class)
            .with(List.of("ing"), List.of(), Set.of("status"));
    public static final Kind<IngressClass> INGRESS_CLASS = cluster(
                    "networking.k8s.io", "v1", "IngressClass", "ingressclasses", IngressClass.class)
            .with(List.of(), List.of(), Set.of());

    /** In the order of discovery: core first, then groups by name. */
    public static final List<Kind<?>> ALL = List.of(
            CONFIG_MAP,
            EVENT,
            NAMESPACE,
            NODE,
            POD,
            SECRET,
            SERVICE,
            DEPLOYMENT,
            REPLICA_SET,
            LEASE,
            ENDPOINT_SLICE,
            INGRESS,
            INGRESS_CLASS);

    private Kinds() {}

    public static Optional<Kind<?>> byResource(String group, String version, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group)
                        && kind.version().equals(version)
                        && kind.plural().equals(plural))
                .findFirst();
    }

    public static Optional<Kind<?>> byName(String apiVersion, String name) {
        return ALL.stream()
                .filter(kind ->
                        kind.apiVersion().equals(apiVersion) && kind.name().equals(name))
                .findFirst();
    }

    private static <T extends HasMetadata> Entry<T> namespaced(
            String group, String version, String name, String plural, Class<T> view) {
        return new Entry<>(group, version, name, plural, true, view);
    }

    private static <T extends HasMetadata> Entry<T> cluster(
            String group, String version, String name, String plural, Class<T> view) {
        return new Entry<>(group, version, name, plural, false, view);
    }

    private record Entry<T extends HasMetadata>(
            String group, String version, String name, String plural, boolean namespaced, Class<T> view) {
        Kind<T> with(List<String> shortNames, List<String> categories, Set<String> subresources) {
            return new Kind<>(group, version, name, plural, namespaced, shortNames, categories, subresources, view);
        }
    }
}
