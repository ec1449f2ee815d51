package io.coxswain.controlplane.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A control plane with its controllers, and the writes that node agents would make. */
public final class ClusterFixture implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final TestControlPlane controlPlane;
    public final WireApi api;
    private String namespace = "";

    public ClusterFixture() {
        this(TestControlPlane.start());
    }

    public ClusterFixture(TestControlPlane controlPlane) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        this.controlPlane = controlPlane;
        this.api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "controllers-test");
    }

    @Override
    public void close() {
        api.close();
        controlPlane.close();
        Awaitility.reset();
    }

    /** Begins with an empty namespace. */
    public String newNamespace() {
        namespace = "test-" + NUMBER.incrementAndGet();
        api.create(
                Kinds.NAMESPACE, yaml("{kind: Namespace, apiVersion: v1, metadata: {name: %s}}".formatted(namespace)));
        return namespace;
    }

    /** A node that is ready and stays so for as long as a test runs. */
    public void addNode(String name, String... labels) {
        ObjectNode node = yaml("{kind: Node, apiVersion: v1, metadata: {name: %s}}".formatted(name));
        ObjectNode all = Metadata.of(node).putObject("labels");
        for (String label : labels) {
            int equals = label.indexOf('=');
            all.put(label.substring(0, equals), label.substring(equals + 1));
        }
        api.create(Kinds.NODE, node);
        ObjectNode status = yaml("""
                status:
                  allocatable: {cpu: "64", memory: 64Gi, pods: "1000"}
                  conditions: [{type: Ready, status: "True"}]
                """);
        api.patch(Kinds.NODE, ObjectKey.cluster(name), PatchType.STRATEGIC, status, "status");
        api.create(Kinds.LEASE, yaml("""
                kind: Lease
                apiVersion: coordination.k8s.io/v1
                metadata: {name: %s, namespace: kube-node-lease}
                spec: {holderIdentity: %s, leaseDurationSeconds: 3600, renewTime: "%s"}
                """.formatted(name, name, "2099-01-01T00:00:00.000000Z")));
    }

    public static ObjectNode yaml(String text) {
        return Json.tree(new Yaml().load(text));
    }

    /** Creates an object of the namespace. */
    public ObjectNode create(Kind<?> kind, String text) {
        ObjectNode object = yaml(text);
        object.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        if (kind.namespaced()) Metadata.of(object).put("namespace", namespace);
        return api.create(kind, object);
    }

    public ObjectNode patch(Kind<?> kind, String name, String text) {
        return api.patch(kind, key(name), PatchType.MERGE, yaml(text), null);
    }

    public ObjectKey key(String name) {
        return new ObjectKey(namespace, name);
    }

    public ObjectNode get(Kind<?> kind, String name) {
        return api.get(kind, key(name));
    }

    public JsonNode status(Kind<?> kind, String name) {
        return get(kind, name).path("status");
    }

    public List<ObjectNode> list(Kind<?> kind) {
        return api.list(kind, ListOptions.in(namespace)).items();
    }

    public List<ObjectNode> pods() {
        return list(Kinds.POD);
    }

    public List<String> podNames() {
        return pods().stream().map(Metadata::name).sorted().toList();
    }

    public List<ObjectNode> livePods() {
        return pods().stream().filter(pod -> !Metadata.isTerminating(pod)).toList();
    }

    public void awaitPods(String... names) {
        await().untilAsserted(() -> assertThat(podNames()).containsExactly(names));
    }

    public void awaitPods(int count) {
        await().untilAsserted(() -> assertThat(pods()).hasSize(count));
    }

    /** Lets every Pod that waits run and be ready, and ends those that are being deleted. */
    public void play() {
        for (ObjectNode pod : pods()) {
            if (Metadata.isTerminating(pod)) end(pod);
            else if (pod.path("status").path("phase").asString("").equals("Pending")) ready(pod, true);
        }
    }

    public void playUntil(org.awaitility.core.ThrowingRunnable assertion) {
        await().untilAsserted(() -> {
            play();
            assertion.run();
        });
    }

    public void ready(ObjectNode pod, boolean ready) {
        status(pod, """
                status:
                  phase: Running
                  podIP: 10.244.0.9
                  startTime: "%s"
                  conditions: [{type: Ready, status: "%s", lastTransitionTime: "%s"}]
                """.formatted(now(), ready ? "True" : "False", now()));
    }

    public void phase(ObjectNode pod, String phase) {
        status(pod, "status: {phase: %s, conditions: [{type: Ready, status: \"False\"}]}".formatted(phase));
    }

    /** A strategic merge patch of the status. */
    public void status(ObjectNode pod, String text) {
        ifThere(() -> api.patch(Kinds.POD, Metadata.key(pod), PatchType.STRATEGIC, yaml(text), "status"));
    }

    /** What an agent does when all containers of a deleted Pod have stopped. */
    public void end(ObjectNode pod) {
        ifThere(() -> api.delete(Kinds.POD, Metadata.key(pod), DeleteOptions.now(Metadata.uid(pod))));
    }

    public void delete(ObjectNode pod) {
        ifThere(() -> api.delete(Kinds.POD, Metadata.key(pod), DeleteOptions.ofUid(Metadata.uid(pod))));
    }

    public Set<String> events() {
        var messages = new TreeSet<String>();
        list(Kinds.EVENT)
                .forEach(event -> messages.add(event.path("reason").asString("") + " "
                        + event.path("message").asString("")));
        return messages;
    }

    public static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString("").equals(type)) return condition;
        }
        return Json.object();
    }

    public static String owner(ObjectNode object) {
        return object.path("metadata")
                .path("ownerReferences")
                .path(0)
                .path("name")
                .asString("");
    }

    public static String image(ObjectNode pod) {
        return pod.path("spec").path("containers").path(0).path("image").asString("");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void ifThere(Runnable write) {
        try {
            write.run();
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }
}
