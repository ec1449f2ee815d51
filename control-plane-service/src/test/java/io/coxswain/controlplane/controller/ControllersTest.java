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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Controllers and scheduler against a real control plane; the test makes the writes of a node agent. */
class ControllersTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestControlPlane controlPlane;
    private static WireApi api;
    private String namespace = "";

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        controlPlane = TestControlPlane.start();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "controllers-test");
        ObjectNode node = object("Node", "v1", "worker");
        api.create(Kinds.NODE, node);
        ObjectNode status = Json.object();
        status.putObject("status")
                .putObject("allocatable")
                .put("cpu", "4")
                .put("memory", "8Gi")
                .put("pods", "110");
        ((ObjectNode) status.path("status"))
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
        api.patch(Kinds.NODE, ObjectKey.cluster("worker"), PatchType.STRATEGIC, status, "status");
    }

    @AfterAll
    static void stop() {
        api.close();
        controlPlane.close();
        Awaitility.reset();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = "test-" + NUMBER.incrementAndGet();
        api.create(Kinds.NAMESPACE, object("Namespace", "v1", namespace));
        heartbeat();
    }

    /** Without it the node would be taken as silent after 40 seconds, in the middle of the tests. */
    private static void heartbeat() {
        ObjectKey key = new ObjectKey("kube-node-lease", "worker");
        ObjectNode lease = object("Lease", "coordination.k8s.io/v1", "worker");
        Metadata.of(lease).put("namespace", key.namespace());
        lease.putObject("spec")
                .put("holderIdentity", "worker")
                .put("leaseDurationSeconds", 40)
                .put("leaseTransitions", NUMBER.get());
        if (api.find(Kinds.LEASE, key).isEmpty()) api.create(Kinds.LEASE, lease);
        else {
            ObjectNode patch = Json.object();
            patch.set("spec", lease.path("spec"));
            api.patch(Kinds.LEASE, key, PatchType.MERGE, patch, null);
        }
    }

    @Test
    void aNodeGetsItsRangeOfPodAddresses() {
        await().untilAsserted(() -> assertThat(api.get(Kinds.NODE, ObjectKey.cluster("worker"))
                        .path("spec")
                        .path("podCIDR")
                        .asString(""))
                .isEqualTo("10.244.0.0/24"));
    }

    @Test
    void podsAreScheduledOrToldWhyNot() {
        api.create(Kinds.POD, pod("fits", "100m"));
        api.create(Kinds.POD, pod("greedy", "64"));
        await().untilAsserted(() -> assertThat(
                        get(Kinds.POD, "fits").path("spec").path("nodeName").asString(""))
                .isEqualTo("worker"));
        String why =
                "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not"
                        + " helpful for scheduling.";
        await().untilAsserted(() -> {
            JsonNode condition = condition(get(Kinds.POD, "greedy"), "PodScheduled");
            assertThat(condition.path("status").asString("")).isEqualTo("False");
            assertThat(condition.path("reason").asString("")).isEqualTo("Unschedulable");
            assertThat(condition.path("message").asString("")).isEqualTo(why);
        });
        await().untilAsserted(() -> assertThat(messages())
                .contains(
                        "Scheduled Successfully assigned " + namespace + "/fits to worker", "FailedScheduling " + why));
    }

    @Test
    void aReplicaSetReplacesADeletedPodAndScalesDown() {
        api.create(Kinds.REPLICA_SET, workload("ReplicaSet", "web", 3, "one"));
        awaitPods(3);
        ObjectNode victim = list(Kinds.POD).getFirst();
        api.delete(Kinds.POD, Metadata.key(victim), DeleteOptions.now(Metadata.uid(victim)));
        await().untilAsserted(() -> assertThat(list(Kinds.POD))
                .hasSize(3)
                .noneMatch(pod -> Metadata.uid(pod).equals(Metadata.uid(victim))));
        scale(Kinds.REPLICA_SET, "web", 1);
        runAll();
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(list(Kinds.POD)).hasSize(1);
            assertThat(get(Kinds.REPLICA_SET, "web")
                            .path("status")
                            .path("replicas")
                            .asInt(0))
                    .isEqualTo(1);
        });
        assertThat(messages()).anyMatch(message -> message.startsWith("SuccessfulCreate Created pod: web-"));
    }

    @Test
    void aReplicaSetAdoptsAndReleasesPods() {
        ObjectNode orphan = pod("orphan", "100m");
        Metadata.of(orphan).putObject("labels").put("app", "web");
        api.create(Kinds.POD, orphan);
        api.create(Kinds.REPLICA_SET, workload("ReplicaSet", "web", 2, "one"));
        await().untilAsserted(() -> {
            assertThat(list(Kinds.POD)).hasSize(2);
            assertThat(owner(get(Kinds.POD, "orphan"))).isEqualTo("web");
        });
        ObjectNode patch = Json.object();
        Metadata.of(patch).putObject("labels").put("app", "debugged");
        api.patch(Kinds.POD, key("orphan"), PatchType.MERGE, patch, null);
        await().untilAsserted(() -> {
            assertThat(list(Kinds.POD)).hasSize(3);
            assertThat(owner(get(Kinds.POD, "orphan"))).isEmpty();
        });
    }

    @Test
    void aDeploymentRollsOutAndBackWithinItsLimits() {
        api.create(Kinds.DEPLOYMENT, workload("Deployment", "web", 4, "one"));
        rollOut(4, "one");
        assertThat(condition(get(Kinds.DEPLOYMENT, "web"), "Progressing")
                        .path("reason")
                        .asString(""))
                .isEqualTo("NewReplicaSetAvailable");
        setImage("two");
        rollOut(4, "two");
        assertThat(list(Kinds.REPLICA_SET)).hasSize(2);
        assertThat(revision()).isEqualTo("2");
        // what kubectl rollout undo does: the former template comes back
        setImage("one");
        rollOut(4, "one");
        assertThat(list(Kinds.REPLICA_SET)).hasSize(2);
        assertThat(revision()).isEqualTo("3");
        assertThat(messages())
                .anyMatch(message ->
                        message.matches("ScalingReplicaSet Scaled up replica set web-[a-z0-9]+ from 0 to \\d"));
    }

    @Test
    void scaledWhilePausedItRollsOutOnlyWhenResumed() {
        api.create(Kinds.DEPLOYMENT, workload("Deployment", "web", 1, "one"));
        rollOut(1, "one");
        pause(true);
        setImage("two");
        scale(Kinds.DEPLOYMENT, "web", 2);
        await().untilAsserted(() -> {
            runAll();
            assertThat(images()).containsExactly("one", "one");
        });
        pause(false);
        rollOut(2, "two");
    }

    @Test
    void endpointsFollowReadiness() {
        ObjectNode service = object("Service", "v1", "web");
        ObjectNode spec = service.putObject("spec");
        spec.putObject("selector").put("app", "web");
        spec.putArray("ports").addObject().put("port", 80).put("targetPort", 8080);
        Metadata.of(service).put("namespace", namespace);
        api.create(Kinds.SERVICE, service);
        api.create(Kinds.REPLICA_SET, workload("ReplicaSet", "web", 2, "one"));
        awaitPods(2);
        runAll();
        await().untilAsserted(() -> assertThat(endpoints()).containsOnly(Map.entry(true, 2L)));
        ready(list(Kinds.POD).getFirst(), false);
        await().untilAsserted(() -> assertThat(endpoints()).containsOnly(Map.entry(true, 1L), Map.entry(false, 1L)));
        api.delete(Kinds.SERVICE, key("web"), DeleteOptions.background());
        await().untilAsserted(() -> assertThat(list(Kinds.ENDPOINT_SLICE)).isEmpty());
    }

    @Test
    void deletionInTheBackgroundForegroundAndWithOrphans() {
        api.create(Kinds.REPLICA_SET, workload("ReplicaSet", "web", 2, "one"));
        awaitPods(2);
        api.delete(Kinds.REPLICA_SET, key("web"), new DeleteOptions(null, "Orphan", null, null));
        await().untilAsserted(() ->
                assertThat(api.find(Kinds.REPLICA_SET, key("web"))).isEmpty());
        assertThat(list(Kinds.POD)).hasSize(2).allMatch(pod -> owner(pod).isEmpty());

        api.create(Kinds.REPLICA_SET, workload("ReplicaSet", "web", 2, "one"));
        await().untilAsserted(() ->
                assertThat(list(Kinds.POD)).allMatch(pod -> owner(pod).equals("web")));
        api.delete(Kinds.REPLICA_SET, key("web"), new DeleteOptions(null, "Foreground", null, null));
        await().untilAsserted(() -> {
            assertThat(list(Kinds.POD)).allMatch(Metadata::isTerminating);
            assertThat(get(Kinds.REPLICA_SET, "web")
                            .path("metadata")
                            .path("finalizers")
                            .toString())
                    .contains("foregroundDeletion");
        });
        endTerminating();
        await().untilAsserted(() ->
                assertThat(api.find(Kinds.REPLICA_SET, key("web"))).isEmpty());

        api.create(Kinds.DEPLOYMENT, workload("Deployment", "web", 1, "one"));
        awaitPods(1);
        api.delete(Kinds.DEPLOYMENT, key("web"), DeleteOptions.background());
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(list(Kinds.REPLICA_SET)).isEmpty();
            assertThat(list(Kinds.POD)).isEmpty();
        });
    }

    @Test
    void aDeletedNamespaceTakesItsContentAlong() {
        api.create(Kinds.DEPLOYMENT, workload("Deployment", "web", 2, "one"));
        ObjectNode config = object("ConfigMap", "v1", "settings");
        Metadata.of(config).put("namespace", namespace);
        api.create(Kinds.CONFIG_MAP, config);
        awaitPods(2);
        api.delete(Kinds.NAMESPACE, ObjectKey.cluster(namespace), DeleteOptions.background());
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(api.find(Kinds.NAMESPACE, ObjectKey.cluster(namespace))).isEmpty();
        });
        assertThat(list(Kinds.CONFIG_MAP)).isEmpty();
    }

    /** Plays the node agent until the Deployment is complete, and checks at each step that enough Pods serve. */
    private void rollOut(int replicas, String image) {
        await().untilAsserted(() -> {
            assertThat(list(Kinds.POD).stream().filter(pod -> !Metadata.isTerminating(pod)))
                    .hasSizeLessThanOrEqualTo(replicas + (replicas + 3) / 4);
            runAll();
            endTerminating();
            ObjectNode deployment = get(Kinds.DEPLOYMENT, "web");
            JsonNode status = deployment.path("status");
            assertThat(status.path("observedGeneration").asLong(0))
                    .isEqualTo(deployment.path("metadata").path("generation").asLong(-1));
            assertThat(status.path("updatedReplicas").asInt(0)).isEqualTo(replicas);
            assertThat(status.path("availableReplicas").asInt(0)).isEqualTo(replicas);
            assertThat(status.path("replicas").asInt(0)).isEqualTo(replicas);
            assertThat(images()).hasSize(replicas).containsOnly(image);
            assertThat(condition(deployment, "Progressing").path("reason").asString(""))
                    .isEqualTo("NewReplicaSetAvailable");
        });
    }

    private void runAll() {
        for (ObjectNode pod : list(Kinds.POD)) {
            boolean runs = pod.path("status").path("phase").asString("").equals("Running");
            if (!runs && !Metadata.isTerminating(pod)) ready(pod, true);
        }
    }

    private void ready(ObjectNode pod, boolean ready) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status")
                .put("phase", "Running")
                .put("podIP", "10.244.0." + (2 + Math.floorMod(Metadata.uid(pod).hashCode(), 250)));
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", ready ? "True" : "False")
                .put("lastTransitionTime", "2026-01-01T00:00:00Z");
        ifThere(() -> api.patch(Kinds.POD, Metadata.key(pod), PatchType.STRATEGIC, patch, "status"));
    }

    private void endTerminating() {
        for (ObjectNode pod : list(Kinds.POD)) {
            if (Metadata.isTerminating(pod)) {
                ifThere(() -> api.delete(Kinds.POD, Metadata.key(pod), DeleteOptions.now(Metadata.uid(pod))));
            }
        }
    }

    private static void ifThere(Runnable write) {
        try {
            write.run();
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }

    private void awaitPods(int count) {
        await().untilAsserted(() -> assertThat(list(Kinds.POD)).hasSize(count));
    }

    private void setImage(String image) {
        ObjectNode patch = Json.object();
        patch.putObject("spec")
                .putObject("template")
                .putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", image);
        api.patch(Kinds.DEPLOYMENT, key("web"), PatchType.STRATEGIC, patch, null);
    }

    private void scale(Kind<?> kind, String name, int replicas) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", replicas);
        api.patch(kind, key(name), PatchType.MERGE, patch, null);
    }

    private void pause(boolean paused) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("paused", paused);
        api.patch(Kinds.DEPLOYMENT, key("web"), PatchType.MERGE, patch, null);
    }

    private String revision() {
        return Metadata.annotations(get(Kinds.DEPLOYMENT, "web")).getOrDefault("deployment.kubernetes.io/revision", "");
    }

    private List<String> images() {
        return list(Kinds.POD).stream()
                .filter(pod -> !Metadata.isTerminating(pod))
                .map(pod -> pod.path("spec")
                        .path("containers")
                        .path(0)
                        .path("image")
                        .asString(""))
                .toList();
    }

    private Set<String> messages() {
        var messages = new TreeSet<String>();
        list(Kinds.EVENT)
                .forEach(event -> messages.add(event.path("reason").asString("") + " "
                        + event.path("message").asString("")));
        return messages;
    }

    private Map<Boolean, Long> endpoints() {
        return list(Kinds.ENDPOINT_SLICE).stream()
                .flatMap(slice -> StreamSupport.stream(slice.path("endpoints").spliterator(), false))
                .collect(java.util.stream.Collectors.groupingBy(
                        endpoint -> endpoint.path("conditions").path("ready").asBoolean(false),
                        java.util.stream.Collectors.counting()));
    }

    private static JsonNode condition(ObjectNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) return condition;
        }
        return Json.object();
    }

    private static String owner(ObjectNode object) {
        return object.path("metadata")
                .path("ownerReferences")
                .path(0)
                .path("name")
                .asString("");
    }

    private ObjectKey key(String name) {
        return new ObjectKey(namespace, name);
    }

    private ObjectNode get(Kind<?> kind, String name) {
        return api.get(kind, key(name));
    }

    private List<ObjectNode> list(Kind<?> kind) {
        return api.list(kind, ListOptions.in(namespace)).items();
    }

    private static ObjectNode object(String kind, String apiVersion, String name) {
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        Metadata.of(object).put("name", name);
        return object;
    }

    private ObjectNode pod(String name, String cpu) {
        ObjectNode pod = object("Pod", "v1", name);
        Metadata.of(pod).put("namespace", namespace);
        ObjectNode container = pod.putObject("spec").putArray("containers").addObject();
        container.put("name", "main").put("image", "one");
        container.putObject("resources").putObject("requests").put("cpu", cpu);
        return pod;
    }

    private ObjectNode workload(String kind, String name, int replicas, String image) {
        ObjectNode workload = object(kind, "apps/v1", name);
        Metadata.of(workload).put("namespace", namespace);
        ObjectNode spec = workload.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", "web");
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", "web");
        template.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", image);
        return workload;
    }
}
