package io.coxswain.controlplane;

import io.coxswain.controlplane.metrics.NodeMetrics;
import io.coxswain.controlplane.metrics.PodMetrics;
import io.coxswain.controlplane.metrics.UsageReports;
import io.coxswain.controlplane.resource.ListRequest;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Selection;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.tunnel.KubeletProxy;
import io.coxswain.controlplane.tunnel.KubeletTls;
import io.coxswain.controlplane.tunnel.KubeletUsage;
import io.coxswain.controlplane.tunnel.NodeTunnels;
import io.coxswain.controlplane.tunnel.PodAttach;
import io.coxswain.controlplane.tunnel.PodExec;
import io.coxswain.controlplane.tunnel.PodLog;
import io.coxswain.controlplane.tunnel.PodPortForward;
import io.coxswain.controlplane.tunnel.ProxyTargets;
import io.coxswain.controlplane.tunnel.ResourceProxy;
import io.coxswain.controlplane.tunnel.TunnelEndpoint;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the API answers by asking a node, through the tunnel that its agent keeps open. */
@Configuration(proxyBeanMethods = false)
class KubeletWiring {
    @Bean
    NodeTunnels tunnels() {
        return new NodeTunnels();
    }

    @Bean
    TunnelEndpoint tunnelEndpoint(NodeTunnels tunnels) {
        return new TunnelEndpoint(tunnels);
    }

    @Bean
    KubeletProxy kubelets(NodeTunnels tunnels, ClusterPki pki, ResourceService resources) {
        Identity client = pki.clientCertificate("kube-apiserver-kubelet-client", List.of("system:masters"));
        return new KubeletProxy(
                tunnels,
                KubeletTls.socketFactory(client),
                key -> {
                    StoredObject pod = resources.get(Kinds.POD, key, "");
                    return Json.view(pod.body().tree(pod.revision()), Pod.class);
                },
                node -> isSimulated(resources, node));
    }

    private static boolean isSimulated(ResourceService resources, String name) {
        try {
            StoredObject node = resources.get(Kinds.NODE, ObjectKey.cluster(name), "");
            return SimulatedNode.isSimulated(node.body().tree(node.revision()));
        } catch (ApiException gone) {
            if (gone.is(Reason.NotFound)) return false;
            throw gone;
        }
    }

    @Bean
    ProxyTargets proxyTargets(ResourceService resources, SecureRandom random) {
        return new ProxyTargets(
                (kind, key) -> {
                    StoredObject found = resources.get(kind, key, "");
                    return found.body().tree(found.revision());
                },
                service -> resources
                        .list(
                                Kinds.ENDPOINT_SLICE,
                                ListRequest.newest(Selection.parse(
                                        resources.strategy(Kinds.ENDPOINT_SLICE),
                                        String.valueOf(service.namespace()),
                                        "kubernetes.io/service-name=" + service.name(),
                                        "")))
                        .items()
                        .stream()
                        .map(slice -> slice.body().tree(slice.revision()))
                        .toList(),
                random);
    }

    @Bean
    ResourceProxy podProxy(ProxyTargets targets, NodeTunnels tunnels, ClusterPki pki) {
        return new ResourceProxy(Kinds.POD, targets, tunnels, kubeletTls(pki));
    }

    @Bean
    ResourceProxy serviceProxy(ProxyTargets targets, NodeTunnels tunnels, ClusterPki pki) {
        return new ResourceProxy(Kinds.SERVICE, targets, tunnels, kubeletTls(pki));
    }

    @Bean
    ResourceProxy nodeProxy(ProxyTargets targets, NodeTunnels tunnels, ClusterPki pki) {
        return new ResourceProxy(Kinds.NODE, targets, tunnels, kubeletTls(pki));
    }

    private static SSLSocketFactory kubeletTls(ClusterPki pki) {
        return KubeletTls.socketFactory(
                pki.clientCertificate("kube-apiserver-kubelet-client", List.of("system:masters")));
    }

    @Bean
    UsageReports usageReports(NodeTunnels tunnels, ClusterPki pki, Clock clock) {
        return new UsageReports(new KubeletUsage(tunnels, kubeletTls(pki)), tunnels::nodes, clock);
    }

    @Bean
    NodeMetrics nodeMetrics(ResourceService resources, UsageReports reports, Clock clock) {
        return new NodeMetrics(resources, reports, clock);
    }

    @Bean
    PodMetrics podMetrics(ResourceService resources, UsageReports reports, Clock clock) {
        return new PodMetrics(resources, reports, clock);
    }

    @Bean
    PodLog podLog(KubeletProxy kubelets) {
        return new PodLog(kubelets);
    }

    @Bean
    PodExec podExec(KubeletProxy kubelets) {
        return new PodExec(kubelets);
    }

    @Bean
    PodAttach podAttach(KubeletProxy kubelets) {
        return new PodAttach(kubelets);
    }

    @Bean
    PodPortForward podPortForward(KubeletProxy kubelets) {
        return new PodPortForward(kubelets);
    }
}
