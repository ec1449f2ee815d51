package io.coxswain.node;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.join.PinnedKey;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.network.NetworkRemoval;
import io.coxswain.node.network.NodeNetworkSettings;
import io.coxswain.node.network.TestNetwork;
import io.coxswain.node.pod.PodContainerAccess;
import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.pki.ClusterPki;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A control plane and the agent of one node, on this machine's Docker and kernel; both are the real applications. */
public final class TestCluster implements AutoCloseable {
    /** Another number lets a second run of these tests go on at the same time on the same machine. */
    private static final int NUMBER = Integer.getInteger("coxswain.test.cluster", 5);

    public static final String NODE = "podtest" + (NUMBER == 5 ? "" : NUMBER);

    private static final String CLUSTER = NODE;
    private static final String PODS = "10." + (224 + NUMBER) + ".0.0/16";
    private static final String SERVICES = "10." + (107 + NUMBER) + ".160.0/19";
    private static final String NODES = "10." + (108 + NUMBER) + ".5.0/24";

    private static final String TOKEN_ID = "joinme";
    private static final String TOKEN_SECRET = "0123456789abcdef";

    private final Path directory;
    private final TestControlPlane controlPlane;
    private final DockerClient docker = TestNetwork.docker();
    private final WireApi api;
    private ConfigurableApplicationContext agent;

    public TestCluster(Path directory) {
        this.directory = directory;
        removeAll();
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers",
                true,
                "coxswain.control-plane.cluster-cidr",
                PODS,
                "coxswain.control-plane.service-cidr",
                SERVICES));
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
        makeToken();
        agent = startAgent();
        await().atMost(Duration.ofSeconds(60)).until(this::isNodeReady);
    }

    /** The agent joins as that of any machine: by a token. */
    private void makeToken() {
        api.create(Kinds.SECRET, Json.parseObject("""
                {"apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
                 "metadata": {"name": "bootstrap-token-%s", "namespace": "kube-system"},
                 "stringData": {"token-id": "%s", "token-secret": "%s", "usage-bootstrap-authentication": "true",
                                "usage-bootstrap-signing": "true",
                                "auth-extra-groups": "system:bootstrappers:coxswain:nodes"}}
                """.formatted(TOKEN_ID, TOKEN_ID, TOKEN_SECRET)));
        var info = new ObjectKey("kube-public", "cluster-info");
        await().until(() -> api.find(Kinds.CONFIG_MAP, info)
                .filter(map -> map.path("data").has("jws-kubeconfig-" + TOKEN_ID))
                .isPresent());
    }

    private ConfigurableApplicationContext startAgent() {
        return startAgent(Map.of());
    }

    /** With settings that hold until the agent starts again. */
    public void startAgentAgain(Map<String, Object> more) {
        agent = startAgent(more);
    }

    private ConfigurableApplicationContext startAgent(Map<String, Object> more) {
        var properties = new HashMap<String, Object>();
        properties.put("coxswain.node-agent.node-name", NODE);
        properties.put("coxswain.node-agent.cluster-name", CLUSTER);
        properties.put("coxswain.node-agent.kubeconfig", directory.resolve("kubeconfig"));
        properties.put("coxswain.node-agent.join.server", controlPlane.uri(""));
        properties.put("coxswain.node-agent.join.token", TOKEN_ID + "." + TOKEN_SECRET);
        properties.put(
                "coxswain.node-agent.join.ca-cert-hashes",
                PinnedKey.of(
                        ClusterPki.openOrCreate(controlPlane.pkiDirectory()).authority()));
        properties.put("coxswain.node-agent.state-directory", directory);
        properties.put("coxswain.node-agent.cluster-cidr", PODS);
        properties.put("coxswain.node-agent.service-cidr", SERVICES);
        properties.put("coxswain.node-agent.node-cidr", NODES);
        properties.put("coxswain.node-agent.static-pod-path", directory.resolve("manifests"));
        properties.put("coxswain.node-agent.runtime-handlers.test-handler", "io.containerd.runc.v2");
        properties.put("management.server.port", 0);
        properties.putAll(more);
        return NodeAgentApplication.start(properties);
    }

    private boolean isNodeReady() {
        // The agent registers its node in the background: at first there is none.
        ObjectNode node = api().find(Kinds.NODE, ObjectKey.cluster(NODE)).orElseGet(Json::object);
        for (var condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready"))
                return condition.path("status").asString("").equals("True");
        }
        return false;
    }

    /** For an administrator. */
    public Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    public Api api() {
        return api;
    }

    public ConfigurableApplicationContext agent() {
        return agent;
    }

    public DockerClient docker() {
        return docker;
    }

    public void stopAgent() {
        agent.close();
    }

    public void startAgentAgain() {
        agent = startAgent();
    }

    /** Creates every document of a manifest; Pods are bound to the node at once. */
    public void apply(String manifest) {
        for (Object document : new Yaml().loadAll(manifest)) {
            ObjectNode object = Json.MAPPER.valueToTree(document);
            Kind<?> kind = Kinds.byName(
                            object.path("apiVersion").asString(""),
                            object.path("kind").asString(""))
                    .orElseThrow();
            if (kind.namespaced()) ((ObjectNode) object.get("metadata")).put("namespace", "default");
            if (kind.equals(Kinds.POD)) ((ObjectNode) object.get("spec")).put("nodeName", NODE);
            api().create(kind, object);
        }
    }

    /** The node's own address, as the API tells it. */
    public String nodeAddress() {
        return api().get(Kinds.NODE, ObjectKey.cluster(NODE))
                .at("/status/addresses/0/address")
                .asString("");
    }

    public ObjectNode pod(String name) {
        return api().get(Kinds.POD, new ObjectKey("default", name));
    }

    public ObjectNode awaitPod(String name, Predicate<JsonNode> status) {
        return await("the status of Pod " + name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> pod(name), pod -> status.test(pod.path("status")));
    }

    public ObjectNode awaitReady(String name) {
        return awaitPod(name, status -> condition(status, "Ready").equals("True"));
    }

    public ObjectNode awaitPhase(String name, String phase) {
        return awaitPod(name, status -> status.path("phase").asString("").equals(phase));
    }

    /** The log of a container as it is now. */
    public String logs(String pod, String container) throws IOException, InterruptedException {
        var log = new ByteArrayOutputStream();
        access().logs(new ContainerPath("default", pod, container), LogOptions.everything(), log);
        return log.toString(StandardCharsets.UTF_8);
    }

    /** Runs a command in a container and returns what it writes; fails where it fails. */
    public String run(String pod, String container, String... command) throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        var path = new ContainerPath("default", pod, container);
        try (var execution = access().exec(path, List.of(command), ExecStreams.output(out))) {
            int code = execution.awaitExitCode();
            if (code != 0) throw new IllegalStateException(code + ": " + out.toString(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    public ContainerAccess access() {
        var pods = agent.<Informer<Pod>>getBeanProvider(ResolvableType.forClassWithGenerics(Informer.class, Pod.class))
                .getObject();
        return new PodContainerAccess(
                pods,
                agent.getBean(ContainerRuntime.class),
                agent.getBean(io.coxswain.node.network.NodeNetwork.class)::namespace);
    }

    public static String condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString("").equals(type))
                return condition.path("status").asString("");
        }
        return "";
    }

    public static JsonNode container(JsonNode status, String name) {
        for (JsonNode container : status.path("containerStatuses")) {
            if (container.path("name").asString("").equals(name)) return container;
        }
        return Json.object();
    }

    /** The reasons of the events about a Pod. */
    public List<String> events(String pod) {
        return api().list(Kinds.EVENT, ListOptions.in("default")).items().stream()
                .filter(event ->
                        event.path("involvedObject").path("name").asString("").equals(pod))
                .map(event -> event.path("reason").asString(""))
                .toList();
    }

    public void delete(String pod, @Nullable Long grace) {
        api().delete(Kinds.POD, new ObjectKey("default", pod), new DeleteOptions(grace, null, null, null));
    }

    public void awaitGone(String pod) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        api().find(Kinds.POD, new ObjectKey("default", pod)).isEmpty());
    }

    /** The containers of a Pod, running or not, without its sandboxes. */
    public List<Container> containers(String pod) {
        return all(Map.of(Labels.POD_NAME, pod, Labels.TYPE, Labels.TYPE_CONTAINER));
    }

    public List<Container> sandboxes(String pod) {
        return all(Map.of(Labels.POD_NAME, pod, Labels.TYPE, Labels.TYPE_SANDBOX));
    }

    private List<Container> all(Map<String, String> more) {
        var filter = new HashMap<>(more);
        filter.put(Labels.CLUSTER, CLUSTER);
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec();
    }

    public String runningContainer(String pod, String container) {
        return containers(pod).stream()
                .filter(found -> Objects.equals(found.getState(), "running"))
                .filter(found -> container.equals(found.getLabels().get(Labels.CONTAINER_NAME)))
                .map(Container::getId)
                .findFirst()
                .orElseThrow();
    }

    /** Ends the container that holds the node's network namespace. */
    public void killHolder() {
        for (Container holder : all(Map.of(Labels.NODE, NODE, "io.coxswain.role", "node"))) {
            if (Objects.equals(holder.getState(), "running"))
                docker.killContainerCmd(holder.getId()).exec();
        }
    }

    /** Where the node's static Pods are declared. */
    public Path manifests() {
        return directory.resolve("manifests");
    }

    /** The control plane ends, and is back when {@code meanwhile} is through. */
    public void withoutControlPlane(Runnable meanwhile) {
        controlPlane.restart(meanwhile);
    }

    public Path directory() {
        return directory;
    }

    private void removeAll() {
        for (Container left : all(Map.of())) {
            docker.removeContainerCmd(left.getId()).withForce(true).exec();
        }
        NetworkRemoval.removeCluster(
                new NodeNetworkSettings(
                        CLUSTER,
                        NODE,
                        Ipv4Range.parse(PODS),
                        Ipv4Range.parse(SERVICES),
                        Ipv4Range.parse(NODES),
                        directory),
                docker);
    }

    @Override
    public void close() throws IOException {
        for (ObjectNode pod : api().list(Kinds.POD, ListOptions.in("default")).items()) {
            delete(pod.path("metadata").path("name").asString(""), 0L);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> isEmpty(directory.resolve("pods")));
        agent.close();
        api.close();
        controlPlane.close();
        removeAll();
        docker.close();
    }

    private static boolean isEmpty(Path path) throws IOException {
        if (!Files.exists(path)) return true;
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }
}
