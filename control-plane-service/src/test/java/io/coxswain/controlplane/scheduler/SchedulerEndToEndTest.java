package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The scheduler of a whole control plane, with nodes that are objects only. */
class SchedulerEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static TestControlPlane controlPlane;
    private static Api api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.scheduler.profiles[0].scheduler-name", "default-scheduler",
                "coxswain.control-plane.scheduler.profiles[1].scheduler-name", "packed",
                "coxswain.control-plane.scheduler.profiles[1].weights.NodeResourcesFit", "0"));
        api = controlPlane.api(User.CONTROLLERS);
        for (var priority : Map.of("low", 10, "high", 1000).entrySet()) {
            ObjectNode created = admin(
                    "POST",
                    "/apis/scheduling.k8s.io/v1/priorityclasses",
                    "{'kind': 'PriorityClass',"
                            + " 'apiVersion': 'scheduling.k8s.io/v1', 'metadata': {'name': '" + priority.getKey()
                            + "'}, 'value': " + priority.getValue() + "}");
            assertThat(created.path("value").asInt()).isEqualTo(priority.getValue());
        }
        admin(
                "POST",
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{'kind': 'PriorityClass', 'apiVersion':"
                        + " 'scheduling.k8s.io/v1', 'metadata': {'name': 'patient'}, 'value': 1000,"
                        + " 'preemptionPolicy': 'Never'}");
        await().atMost(PATIENCE)
                .until(() -> api.find(Kinds.SERVICE_ACCOUNT, new ObjectKey("default", "default"))
                        .isPresent());
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @BeforeEach
    void twoNodes() {
        node("one", "");
        node("two", "");
    }

    @AfterEach
    void clear() {
        ObjectNode release = Json.object();
        release.putObject("metadata").putArray("finalizers");
        for (ObjectNode each : api.list(Kinds.POD, ListOptions.in("default")).items()) {
            if (each.path("metadata").has("finalizers")) {
                api.patch(Kinds.POD, Metadata.key(each), PatchType.MERGE, release, null);
            }
        }
        admin("DELETE", "/api/v1/namespaces/default/pods?gracePeriodSeconds=0", "");
        admin("DELETE", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", "");
        admin("DELETE", "/api/v1/nodes", "");
        await().atMost(PATIENCE)
                .until(() ->
                        api.list(Kinds.POD, ListOptions.in("default")).items().isEmpty());
    }

    private static ObjectNode admin(String method, String path, String body) {
        var request = java.net.http.HttpRequest.newBuilder(controlPlane.uri(path))
                .header("Content-Type", "application/json")
                .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        HttpResponse<String> answer = controlPlane.send(controlPlane.admin(), request.build());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return Json.parseObject(answer.body());
    }

    private static void node(String name, String more) {
        admin(
                "POST",
                "/api/v1/nodes",
                "{'kind': 'Node', 'apiVersion': 'v1', 'metadata': {'name': '" + name
                        + "', 'labels': {'kubernetes.io/hostname': '" + name + "', 'zone': '" + name + "'}}" + more
                        + "}");
        ObjectNode status = Json.parseObject("{'status': {'allocatable': {'cpu': '2', 'memory': '4Gi', 'pods': '10'},"
                        .replace('\'', '"')
                + "'conditions': [{'type': 'Ready', 'status': 'True', 'reason': 'KubeletReady'}]}}".replace('\'', '"'));
        ((ObjectNode) status.path("status"))
                .set("capacity", status.path("status").path("allocatable").deepCopy());
        api.patch(Kinds.NODE, ObjectKey.cluster(name), PatchType.STRATEGIC, status, "status");
    }

    private static void pod(String name, String cpu, String more) {
        admin(
                "POST",
                "/api/v1/namespaces/default/pods",
                "{'kind': 'Pod', 'apiVersion': 'v1', 'metadata': {'name': '" + name + "', 'labels': {'app': '" + name
                        + "'}}, 'spec': {'containers': [{'name': 'c', 'image': 'x', 'resources': {'requests': {'cpu': '"
                        + cpu + "'}}}]" + more + "}}");
    }

    private static JsonNode pod(String name) {
        return api.find(Kinds.POD, new ObjectKey("default", name))
                .map(JsonNode.class::cast)
                .orElse(Json.object());
    }

    private static String nodeOf(String name) {
        return pod(name).path("spec").path("nodeName").asString("");
    }

    private static JsonNode condition(String pod, String type) {
        for (JsonNode condition : pod(pod).path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) return condition;
        }
        return Json.object();
    }

    private static String event(String pod, String reason) {
        return api.list(Kinds.EVENT, ListOptions.in("default")).items().stream()
                .filter(event ->
                        event.path("involvedObject").path("name").asString("").equals(pod)
                                && event.path("reason").asString("").equals(reason))
                .map(event -> event.path("message").asString(""))
                .findFirst()
                .orElse("");
    }

    private static String awaitNode(String pod) {
        await().atMost(PATIENCE).until(() -> !nodeOf(pod).isEmpty());
        return nodeOf(pod);
    }

    @Test
    @DisplayName(
            "[sig-scheduling] SchedulerPredicates [Serial] validates resource limits of pods that are allowed to run")
    void limitsOfResources() {
        pod("first", "1500m", "");
        pod("second", "1500m", "");
        assertThat(awaitNode("first")).isNotEqualTo(awaitNode("second"));
        pod("third", "1", "");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition("third", "PodScheduled")
                                .path("message")
                                .asString(""))
                        .isEqualTo("0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available:"
                                + " 2 No preemption victims found for incoming pod."));
        assertThat(condition("third", "PodScheduled").path("reason").asString(""))
                .isEqualTo("Unschedulable");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(event("third", "FailedScheduling")).startsWith("0/2 nodes are available: 2 Insufficient cpu.");
            assertThat(event("first", "Scheduled"))
                    .isEqualTo("Successfully assigned default/first to " + nodeOf("first"));
        });
        assertThat(controlPlane
                        .context()
                        .getBean(DecisionLog.class)
                        .of(new ObjectKey("default", "third"))
                        .getFirst()
                        .refusals())
                .extracting(Decision.NodeRefusal::plugin)
                .containsExactly("NodeResourcesFit", "NodeResourcesFit");
        api.delete(Kinds.POD, new ObjectKey("default", "first"), new DeleteOptions(0L, null, null, null));
        assertThat(awaitNode("third")).isIn("one", "two");
        assertThat(condition("third", "PodScheduled").path("status").asString(""))
                .isEqualTo("True");
    }

    @Test
    @DisplayName(
            "[sig-scheduling] SchedulerPredicates [Serial] validates that NodeSelector is respected if not matching")
    void selectorThatNoNodeHas() {
        pod("web", "1", ", 'nodeSelector': {'label': 'nonempty'}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                condition("web", "PodScheduled").path("message").asString(""))
                        .isEqualTo("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."
                                + " preemption: 0/2 nodes are available:"
                                + " 2 Preemption is not helpful for scheduling."));
    }

    @Test
    @DisplayName("[sig-scheduling] SchedulerPredicates [Serial] validates that NodeSelector is respected if matching")
    void selectorThatOneNodeHas() {
        pod("web", "1", ", 'nodeSelector': {'zone': 'two'}");
        assertThat(awaitNode("web")).isEqualTo("two");
    }

    @Test
    void aGatedPodWaitsAndOtherSchedulersPodsAreLeftAlone() {
        pod("gated", "1", ", 'schedulingGates': [{'name': 'example.com/gate'}]");
        pod("foreign", "1", ", 'schedulerName': 'another'");
        pod("packed", "1", ", 'schedulerName': 'packed'");
        assertThat(awaitNode("packed")).isNotEmpty();
        assertThat(condition("gated", "PodScheduled").path("reason").asString(""))
                .isEqualTo("SchedulingGated");
        assertThat(nodeOf("gated") + nodeOf("foreign")).isEmpty();
        ObjectNode open = Json.object();
        open.putObject("spec").putArray("schedulingGates");
        api.patch(Kinds.POD, new ObjectKey("default", "gated"), PatchType.MERGE, open, null);
        assertThat(awaitNode("gated")).isNotEmpty();
    }

    @Test
    @DisplayName(
            "[sig-scheduling] SchedulerPreemption [Serial] validates pod disruption condition is added to the preempted pod")
    void preemptsWhereItDoesLeastHarm() {
        pod("guarded", "1500m", ", 'nodeName': 'one', 'priorityClassName': 'low'");
        pod("free", "1500m", ", 'nodeName': 'two', 'priorityClassName': 'low'");
        admin(
                "POST",
                "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
                "{'kind': 'PodDisruptionBudget',"
                        + " 'apiVersion': 'policy/v1', 'metadata': {'name': 'guard'}, 'spec': {'minAvailable': 1,"
                        + " 'selector': {'matchLabels': {'app': 'guarded'}}}}");
        ObjectNode keep = Json.object();
        keep.putObject("metadata").putArray("finalizers").add("example.com/keep");
        api.patch(Kinds.POD, new ObjectKey("default", "free"), PatchType.MERGE, keep, null);

        pod("never", "1500m", ", 'priorityClassName': 'patient'");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition("never", "PodScheduled")
                                .path("message")
                                .asString(""))
                        .isEqualTo("0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to"
                                + " preemptionPolicy=Never."));
        api.delete(Kinds.POD, new ObjectKey("default", "never"), new DeleteOptions(0L, null, null, null));

        pod("urgent", "1500m", ", 'priorityClassName': 'high'");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition("free", "DisruptionTarget")
                                .path("reason")
                                .asString(""))
                        .isEqualTo("PreemptionByScheduler"));
        assertThat(condition("free", "DisruptionTarget").path("message").asString(""))
                .isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(pod("free").path("metadata").path("deletionTimestamp").asString(""))
                    .isNotEmpty();
            assertThat(pod("urgent").path("status").path("nominatedNodeName").asString(""))
                    .isEqualTo("two");
            assertThat(event("free", "Preempted"))
                    .isEqualTo("Preempted by pod "
                            + pod("urgent").path("metadata").path("uid").asString("") + " on node two");
        });
        assertThat(condition("guarded", "DisruptionTarget").isEmpty()).isTrue();

        keep.putObject("metadata").putArray("finalizers");
        api.patch(Kinds.POD, new ObjectKey("default", "free"), PatchType.MERGE, keep, null);
        api.delete(Kinds.POD, new ObjectKey("default", "free"), new DeleteOptions(0L, null, null, null));
        assertThat(awaitNode("urgent")).isEqualTo("two");
    }
}
