package io.coxswain.model;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.util.List;

/** The kinds of discovery and networking. Part of {@link Kinds}. */
sealed interface NetworkKinds permits Kinds {
    Kind<EndpointSlice> ENDPOINT_SLICE =
            Kind.namespaced("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", EndpointSlice.class);
    Kind<IngressClass> INGRESS_CLASS =
            Kind.cluster("networking.k8s.io", "v1", "IngressClass", "ingressclasses", IngressClass.class);
    Kind<Ingress> INGRESS = Kind.namespaced("networking.k8s.io", "v1", "Ingress", "ingresses", Ingress.class)
            .withShortNames("ing")
            .withSubresources("status");
    Kind<IPAddress> IP_ADDRESS = Kind.cluster("networking.k8s.io", "v1", "IPAddress", "ipaddresses", IPAddress.class)
            .withShortNames("ip");
    Kind<NetworkPolicy> NETWORK_POLICY = Kind.namespaced(
                    "networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", NetworkPolicy.class)
            .withShortNames("netpol");
    Kind<ServiceCIDR> SERVICE_CIDR = Kind.cluster(
                    "networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", ServiceCIDR.class)
            .withSubresources("status");

    List<Kind<?>> NETWORK = List.of(ENDPOINT_SLICE, INGRESS_CLASS, INGRESS, IP_ADDRESS, NETWORK_POLICY, SERVICE_CIDR);
}
