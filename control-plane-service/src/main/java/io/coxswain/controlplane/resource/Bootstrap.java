package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects that every cluster has, where they are absent. */
public final class Bootstrap {
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");
    /** The port of the Service of the API server. */
    public static final int API_PORT = 443;

    private static final int API_OFFSET = 1;
    private static final int DNS_OFFSET = 10;

    private final ResourceService resources;
    private final AddressRange services;
    private final int apiPort;

    public Bootstrap(ResourceService resources, AddressRange services, int apiPort) {
        this.resources = resources;
        this.services = services;
        this.apiPort = apiPort;
    }

    /** The address of the API server's Service. */
    public static String apiAddress(AddressRange services) {
        return services.address(API_OFFSET);
    }

    public void run() {
        for (ObjectNode namespace : namespaces()) create(Kinds.NAMESPACE, null, namespace);
        create(Kinds.SERVICE, "default", apiService(services, apiPort));
        create(Kinds.SERVICE, "kube-system", dnsService());
    }

    /** The namespaces that every cluster has. */
    public static List<ObjectNode> namespaces() {
        return NAMESPACES.stream()
                .map(name -> {
                    ObjectNode namespace =
                            Json.object().put("kind", "Namespace").put("apiVersion", "v1");
                    namespace.putObject("metadata").put("name", name);
                    return namespace;
                })
                .toList();
    }

    /** The Service {@code kubernetes}; the API server itself listens at {@code apiPort}. */
    public static ObjectNode apiService(AddressRange services, int apiPort) {
        ObjectNode service = Json.object().put("kind", "Service").put("apiVersion", "v1");
        ObjectNode metadata =
                service.putObject("metadata").put("name", "kubernetes").put("namespace", "default");
        metadata.putObject("labels").put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec").put("clusterIP", apiAddress(services));
        port(spec, "https", "TCP", API_PORT, apiPort == 0 ? API_PORT : apiPort);
        return service;
    }

    private ObjectNode dnsService() {
        ObjectNode service = Json.object();
        ObjectNode metadata = service.putObject("metadata").put("name", "kube-dns");
        metadata.putObject("labels")
                .put("k8s-app", "kube-dns")
                .put("kubernetes.io/cluster-service", "true")
                .put("kubernetes.io/name", "CoreDNS");
        ObjectNode spec = service.putObject("spec").put("clusterIP", services.address(DNS_OFFSET));
        port(spec, "dns", "UDP", 53, 53);
        port(spec, "dns-tcp", "TCP", 53, 53);
        return service;
    }

    private static void port(ObjectNode spec, String name, String protocol, int port, int targetPort) {
        spec.withArray("ports")
                .addObject()
                .put("name", name)
                .put("protocol", protocol)
                .put("port", port)
                .put("targetPort", targetPort);
    }

    private void create(Kind<?> kind, @Nullable String namespace, ObjectNode object) {
        try {
            resources.create(kind, namespace, object, WriteOptions.of(User.apiServer()));
        } catch (ApiException failure) {
            boolean there = failure.is(Reason.AlreadyExists)
                    || (failure.is(Reason.Invalid)
                            && String.valueOf(failure.getMessage()).contains("already allocated"));
            if (!there) throw failure;
        }
    }
}
