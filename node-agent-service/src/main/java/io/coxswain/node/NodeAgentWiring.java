package io.coxswain.node;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WireApi;
import io.coxswain.join.KeptIdentity;
import io.coxswain.join.Membership;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.cgroup.ControlGroups;
import io.coxswain.node.dns.DnsServer;
import io.coxswain.node.eviction.EvictionLoop;
import io.coxswain.node.eviction.EvictionSettings;
import io.coxswain.node.eviction.MachineStocks;
import io.coxswain.node.image.ImageCollector;
import io.coxswain.node.image.ImagePuller;
import io.coxswain.node.image.PulledImages;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.manifest.MirrorPods;
import io.coxswain.node.manifest.StaticPodDirectory;
import io.coxswain.node.network.LinuxNodeNetwork;
import io.coxswain.node.network.NodeNetwork;
import io.coxswain.node.network.NodeNetworkSettings;
import io.coxswain.node.pod.Allocations;
import io.coxswain.node.pod.Evictions;
import io.coxswain.node.pod.NodeServices;
import io.coxswain.node.pod.PodAgent;
import io.coxswain.node.pod.PodContainerAccess;
import io.coxswain.node.pod.PodDownwardValues;
import io.coxswain.node.pod.PodEvictor;
import io.coxswain.node.pod.PodWakes;
import io.coxswain.node.pod.PulledVolumeImages;
import io.coxswain.node.probe.Probers;
import io.coxswain.node.proxy.HostPorts;
import io.coxswain.node.proxy.ServiceProxy;
import io.coxswain.node.registration.Machine;
import io.coxswain.node.registration.NodeRegistration;
import io.coxswain.node.relay.ApiRelay;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerRuntimes;
import io.coxswain.node.runtime.DockerClients;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.sandbox.PauseImage;
import io.coxswain.node.server.KubeletPages;
import io.coxswain.node.server.KubeletServer;
import io.coxswain.node.server.PodStartTimes;
import io.coxswain.node.stats.UsageSampler;
import io.coxswain.node.tunnel.KubeletTarget;
import io.coxswain.node.tunnel.NodeTargets;
import io.coxswain.node.tunnel.TunnelConnector;
import io.coxswain.node.volume.ImageMounts;
import io.coxswain.node.volume.LocalVolumes;
import io.coxswain.node.volume.NodeStorage;
import io.coxswain.node.volume.PodVolumes;
import io.coxswain.node.volume.ReferencedObjects;
import io.coxswain.node.volume.ServiceAccountTokens;
import io.coxswain.node.volume.VolumeTypes;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.SharedInformers;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All parts of the node agent, from the API to the containers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeAgentProperties.class)
class NodeAgentWiring {
    /** Names the DNS servers for what is not a name of the cluster. */
    private static final Path HOST_RESOLVERS = Path.of("/etc/resolv.conf");

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    KeptIdentity identity(NodeAgentProperties properties, Clock clock) {
        return KeptIdentity.open(
                properties.kubeconfig(), properties.join(), Membership.node(properties.nodeName()), clock);
    }

    @Bean(destroyMethod = "close")
    WireApi api(KeptIdentity identity) {
        WireApi api = WireApi.of(identity, "coxswain-node-agent");
        identity.onRenewal(api::reconnect);
        return api;
    }

    @Bean(destroyMethod = "close")
    Informers informers(Api api) {
        return new SharedInformers(api);
    }

    @Bean(destroyMethod = "close")
    EventRecorder events(Api api, NodeAgentProperties properties, Clock clock) {
        return new EventRecorder(api, "kubelet", properties.nodeName(), clock);
    }

    @Bean
    Machine machine() throws IOException {
        return Machine.read();
    }

    @Bean(destroyMethod = "close")
    ContainerRuntime runtime(NodeAgentProperties properties) {
        return ContainerRuntimes.connect(
                properties.dockerHost(), new Labels(properties.clusterName(), properties.nodeName()));
    }

    @Bean(destroyMethod = "close")
    DockerClient docker(NodeAgentProperties properties) {
        return DockerClients.of(properties.dockerHost());
    }

    @Bean
    PauseImage pauseImage(DockerClient docker) {
        return new PauseImage(docker);
    }

    /** Closed by the agent, before what it rests on. */
    @Bean(destroyMethod = "")
    NodeNetwork network(NodeAgentProperties properties, DockerClient docker, PauseImage image, ContainerRuntime fit)
            throws IOException {
        Files.createDirectories(properties.stateDirectory());
        var network = new LinuxNodeNetwork(settings(properties), docker, image, properties.holderContainer());
        network.ensure();
        return network;
    }

    private static NodeNetworkSettings settings(NodeAgentProperties properties) {
        return new NodeNetworkSettings(
                properties.clusterName(),
                properties.nodeName(),
                Ipv4Range.parse(properties.clusterCidr()),
                Ipv4Range.parse(properties.serviceCidr()),
                Ipv4Range.parse(properties.nodeCidr()),
                properties.stateDirectory());
    }

    @Bean
    PulledImages pulledImages(NodeAgentProperties properties, Clock clock) {
        return new PulledImages(properties.stateDirectory(), clock);
    }

    @Bean
    PodWakes wakes() {
        return new PodWakes();
    }

    @Bean(destroyMethod = "close")
    ReferencedObjects objects(Api api, Clock clock, PodWakes wakes) {
        return new ReferencedObjects(api, clock, wakes::wake);
    }

    @Bean
    NodeServices services(
            NodeAgentProperties properties,
            Machine machine,
            Api api,
            Informers informers,
            ContainerRuntime runtime,
            NodeNetwork network,
            ReferencedObjects objects,
            EventRecorder events,
            PodWakes wakes,
            PauseImage pauseImage,
            PulledImages pulled,
            Informer<Pod> pods,
            Clock clock)
            throws IOException {
        var settings = new NodeServices.Settings(
                properties.clusterName(),
                properties.nodeName(),
                settings(properties).dnsAddress().toString(),
                properties.clusterDomain(),
                machine.memoryBytes(),
                machine.cpuMillis(),
                Machine.diskBytes(properties.stateDirectory()),
                properties.runtimeHandlers());
        var tokens = new ServiceAccountTokens(api, clock);
        var volumes = properties.stateDirectory().resolve("pods");
        var values = new PodDownwardValues(settings, network::address);
        var images = new ImagePuller(runtime, pulled, events, clock, wakes::wake);
        return new NodeServices(
                settings,
                api,
                informers.of(Kinds.SERVICE),
                runtime,
                network,
                images,
                new PodVolumes(
                        volumes,
                        VolumeTypes.standard(
                                objects,
                                values,
                                tokens,
                                storage(properties, informers),
                                new PulledVolumeImages(runtime, images, objects, events)),
                        objects,
                        tokens),
                new Allocations(volumes, () -> pods.list(null), settings, wakes),
                new Evictions(),
                objects,
                Probers.standard(runtime, network.namespace()::dial),
                events,
                wakes,
                pauseImage::ensure,
                ControlGroups.ofThisMachine(),
                clock);
    }

    private static NodeStorage storage(NodeAgentProperties properties, Informers informers) {
        var node = ObjectKey.cluster(properties.nodeName());
        Informer<Node> nodes = informers.of(Kinds.NODE);
        return new NodeStorage(
                properties.nodeName(),
                () -> nodes.get(node)
                        .map(found -> found.getMetadata().getLabels())
                        .orElse(Map.of()),
                LocalVolumes.directory(properties.stateDirectory()));
    }

    /** Only what is bound to this node. */
    @Bean(destroyMethod = "")
    Informer<Pod> pods(Informers informers, NodeAgentProperties properties) {
        return informers.of(Kinds.POD, ListOptions.everything().withFields("spec.nodeName=" + properties.nodeName()));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    NodeAgent agent(
            NodeAgentProperties properties,
            KeptIdentity identity,
            Machine machine,
            Informers informers,
            Informer<Pod> pods,
            NodeServices services,
            PulledImages pulled,
            Clock clock)
            throws IOException {
        Path imageDirectory = services.runtime().rootDirectory();
        Path visible = Files.exists(imageDirectory) ? imageDirectory : properties.stateDirectory();
        var collector = new ImageCollector(
                properties.imageCollection().settings(),
                pulled,
                services.runtime(),
                visible,
                services.volumes()::heldImages,
                ImageMounts::haveMounted);
        var beat = new AtomicReference<NodeRegistration>();
        EvictionSettings thresholds = properties.eviction().settings();
        var evictions = new EvictionLoop(
                thresholds,
                new MachineStocks(properties.stateDirectory(), visible),
                collector::collectAll,
                new PodEvictor(services, () -> pods.list(null), thresholds.maxPodGracePeriod()),
                () -> Optional.ofNullable(beat.get()).ifPresent(NodeRegistration::beatNow),
                clock);
        Informer<Node> nodes = informers.of(Kinds.NODE);
        var self = new AtomicReference<NodeAgent>();
        var registration = new NodeRegistration(
                services.api(),
                nodes,
                properties.nodeName(),
                services.network().address(),
                machine,
                services.runtime().facts(),
                properties.stateDirectory(),
                () -> Optional.ofNullable(self.get()).flatMap(NodeAgent::notReady),
                evictions::conditions,
                clock);
        beat.set(registration);
        var agents = new PodAgent(services, pods);
        var statics = new StaticPodDirectory(properties.staticPodPath(), properties.nodeName(), clock);
        var mirrors = new MirrorPods(services.api(), pods, nodes, properties.nodeName(), agents::shown);
        statics.onChange(agents::follow);
        statics.onChange(mirrors::follow);
        var parts = new ArrayList<>(List.of(
                new NodePart(statics::start, statics::close),
                new NodePart(agents::endOrphans, () -> {}),
                new NodePart(mirrors::start, mirrors::close),
                new NodePart(collector::start, collector::close),
                new NodePart(evictions::start, evictions::close)));
        parts.addAll(parts(properties, identity, machine, informers, pods, services, clock));
        var agent = new NodeAgent(
                properties.nodeName(),
                services.runtime(),
                services.network(),
                registration,
                nodes,
                agents,
                parts,
                new KeptPodRange(properties.stateDirectory(), statics::isFilled));
        self.set(agent);
        return agent;
    }

    /** In the order of their start. */
    private static List<NodePart> parts(
            NodeAgentProperties properties,
            KeptIdentity identity,
            Machine machine,
            Informers informers,
            Informer<Pod> pods,
            NodeServices services,
            Clock clock)
            throws IOException {
        NodeNetwork network = services.network();
        Kubeconfig kubeconfig = identity.get();
        var usage = new UsageSampler(services.usage(() -> pods.list(null), properties.stateDirectory()), clock);
        var starts = new PodStartTimes(clock);
        starts.follow(pods);
        var server = new KubeletServer(
                network.namespace(),
                properties.nodeName(),
                network.address(),
                Files.createDirectories(properties.stateDirectory().resolve("server")),
                kubeconfig.identity().trustStore(),
                new PodContainerAccess(pods, services.runtime(), network::namespace),
                new KubeletPages(
                        properties.nodeName(),
                        machine.cpuMillis(),
                        machine.memoryBytes(),
                        () -> pods.list(null),
                        usage,
                        starts),
                clock);
        var tunnel = new TunnelConnector(
                kubeconfig.server(),
                () -> identity.get().sslContext(),
                new NodeTargets(
                        network.namespace(),
                        new KubeletTarget(network.namespace(), network.address(), KubeletServer.PORT),
                        Ipv4Range.parse(properties.clusterCidr())));
        NodeNetworkSettings ranges = settings(properties);
        var proxy = new ServiceProxy(
                network.namespace(), ranges, informers.of(Kinds.SERVICE), informers.of(Kinds.ENDPOINT_SLICE));
        var dns = new DnsServer(
                network.namespace(),
                ranges,
                properties.clusterDomain(),
                HOST_RESOLVERS,
                informers.of(Kinds.NAMESPACE),
                informers.of(Kinds.SERVICE),
                informers.of(Kinds.ENDPOINT_SLICE),
                clock);
        var hostPorts = new HostPorts(network.namespace(), pods);
        var localVolumes = new LocalVolumes(
                services.api(),
                informers.of(
                        Kinds.PERSISTENT_VOLUME,
                        ListOptions.everything().withFields("spec.nodeName=" + properties.nodeName())),
                LocalVolumes.directory(properties.stateDirectory()));
        var relay = new ApiRelay(network.namespace(), ranges, apiServer(kubeconfig));
        return List.of(
                new NodePart(proxy::start, proxy::close),
                new NodePart(hostPorts::start, hostPorts::close),
                new NodePart(relay::start, relay::close),
                new NodePart(dns::start, dns::close),
                new NodePart(usage::start, usage::close),
                new NodePart(server::start, server::close),
                new NodePart(localVolumes::start, localVolumes::close),
                new NodePart(tunnel::start, tunnel::close));
    }

    private static InetSocketAddress apiServer(Kubeconfig kubeconfig) {
        URI server = kubeconfig.server();
        return InetSocketAddress.createUnresolved(server.getHost(), server.getPort() < 0 ? 443 : server.getPort());
    }

    @Bean
    NodeDrain drain(Api api, Informer<Pod> pods, NodeAgentProperties properties) {
        return new NodeDrain(api, pods, properties.nodeName());
    }

    @Bean
    NodeHealthIndicator nodeHealth(NodeAgent agent) {
        return new NodeHealthIndicator(agent);
    }
}
