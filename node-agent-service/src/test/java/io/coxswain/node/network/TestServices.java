package io.coxswain.node.network;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Arrays;

/** Services and slices as tests need them; every port is named {@code web}. */
public final class TestServices {
    private TestServices() {}

    public static Service service(String name, String address, String protocol, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(address)
                .addNewPort()
                .withName("web")
                .withProtocol(protocol)
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }

    /** A slice of ready endpoints. */
    public static EndpointSlice slice(String service, String protocol, int port, String... addresses) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(service + "-1")
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("web")
                .withProtocol(protocol)
                .withPort(port)
                .endPort()
                .withEndpoints(Arrays.stream(addresses)
                        .map(address -> new EndpointBuilder()
                                .withAddresses(address)
                                .withNewConditions()
                                .withReady(true)
                                .endConditions()
                                .build())
                        .toList())
                .build();
    }
}
