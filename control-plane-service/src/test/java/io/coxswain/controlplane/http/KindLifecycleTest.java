package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The lives of objects that need no Pod: what the conformance suite does with them, over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindLifecycleTest {
    private static final String CORE_EVENTS = "/api/v1/namespaces/default/events";
    private static final String NEW_EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String TEMPLATE =
            "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"busybox\"}]}}";

    private TestControlPlane controlPlane;
    private HttpClient client;
    private Wire wire;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        client = controlPlane.admin();
        wire = new Wire(controlPlane, client, "test/1");
    }

    @AfterAll
    void stop() {
        client.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("CronJob should support CronJob API operations")
    void cronJobs() {
        String job = TEMPLATE.replace("\"containers\"", "\"restartPolicy\":\"OnFailure\",\"containers\"");
        lives(
                "/apis/batch/v1/namespaces/default/cronjobs",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"spec\":{\"schedule\":\"*/1 * * * ?\","
                        + "\"concurrencyPolicy\":\"Allow\",\"jobTemplate\":{\"spec\":{\"template\":" + job + "}}}}",
                "{\"status\":{\"lastScheduleTime\":\"2026-01-02T03:04:05Z\"}}",
                "/status/lastScheduleTime");
    }

    @Test
    @DisplayName("PodTemplates should run the lifecycle of PodTemplates")
    void podTemplates() {
        lives(
                "/api/v1/namespaces/default/podtemplates",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"template\":" + TEMPLATE + "}",
                "",
                "");
    }

    @Test
    @DisplayName("ReplicationController should test the lifecycle of a ReplicationController")
    void replicationControllers() {
        String path = "/api/v1/namespaces/default/replicationcontrollers";
        String form = "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"spec\":{\"template\":" + TEMPLATE
                + "}}";
        lives(path, form, "{\"status\":{\"replicas\":3,\"readyReplicas\":1}}", "/status/readyReplicas");
        wire.post(path, form.formatted("scaled"));
        Answer scale = wire.get(path + "/scaled/scale");
        assertThat(scale.body().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(scale.body().at("/status/selector").asString()).isEqualTo("a=b");
        assertThat(wire.patch(Wire.MERGE, path + "/scaled/scale", "{\"spec\":{\"replicas\":4}}")
                        .code())
                .isEqualTo(200);
        assertThat(wire.get(path + "/scaled").body().at("/spec/replicas").asInt())
                .isEqualTo(4);
        wire.delete(path + "/scaled", "");
    }

    @Test
    @DisplayName("ControllerRevision should manage the lifecycle of a ControllerRevision")
    void controllerRevisions() {
        lives(
                "/apis/apps/v1/namespaces/default/controllerrevisions",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"data\":{\"any\":[1]},\"revision\":1}",
                "",
                "");
    }

    @Test
    @DisplayName("ResourceQuota should apply changes to a resourcequota status")
    void resourceQuotas() {
        lives(
                "/api/v1/namespaces/default/resourcequotas",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"spec\":{\"hard\":{\"count/x.example.com\":\"5\"}}}",
                "{\"status\":{\"hard\":{\"count/x.example.com\":\"5\"},\"used\":{\"count/x.example.com\":\"2\"}}}",
                "/status/used/count~1x.example.com");
    }

    @Test
    @DisplayName("StatefulSet should validate Statefulset Status endpoints")
    void statefulSets() {
        lives(
                "/apis/apps/v1/namespaces/default/statefulsets",
                "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"life\":\"yes\"}},\"spec\":{\"serviceName\":\"s\",\"selector\":"
                        + "{\"matchLabels\":{\"a\":\"b\"}},\"template\":" + TEMPLATE + "}}",
                "{\"status\":{\"conditions\":[{\"type\":\"StatusUpdate\",\"status\":\"True\"}]}}",
                "/status/conditions/0/type");
    }

    @Test
    @DisplayName("Events API should ensure that an event can be fetched, patched, deleted, and listed")
    void eventsAreOneStore() {
        Answer created = wire.post(NEW_EVENTS, newEvent("both"));
        assertThat(created.code()).as(created.message()).isEqualTo(201);
        assertThat(created.body().path("kind").asString()).isEqualTo("Event");
        assertThat(created.body().path("apiVersion").asString()).isEqualTo("events.k8s.io/v1");
        JsonNode core = wire.get(CORE_EVENTS + "/both").body();
        assertThat(core.path("apiVersion").asString()).isEqualTo("v1");
        assertThat(core.path("message").asString()).isEqualTo("a note");
        assertThat(core.path("reportingComponent").asString()).isEqualTo("test.example.com/x");
        assertThat(core.at("/involvedObject/name").asString()).isEqualTo("p");
        assertThat(core.has("note")).isFalse();
        Answer series = wire.patch(
                Wire.STRATEGIC,
                NEW_EVENTS + "/both",
                "{\"series\":{\"count\":3,\"lastObservedTime\":\"2026-01-02T03:04:05.000000Z\"}}");
        assertThat(series.code()).as(series.message()).isEqualTo(200);
        assertThat(wire.get(CORE_EVENTS + "/both").body().at("/series/count").asInt())
                .isEqualTo(3);
        assertThat(names(wire.get(
                        NEW_EVENTS + "?fieldSelector=regarding.name%3Dp,reportingController%3Dtest.example.com/x")))
                .containsExactly("both");
        assertThat(names(wire.get(CORE_EVENTS + "?fieldSelector=involvedObject.name%3Dp")))
                .contains("both");
        String table = wire.send(
                        "GET", NEW_EVENTS + "/both", "", "", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .body();
        assertThat(table).contains("a note", "pod/p");
        Answer changed = wire.patch(Wire.MERGE, NEW_EVENTS + "/both", "{\"reason\":\"Other\"}");
        assertThat(changed.message()).contains("reason: Invalid value: \"Other\": field is immutable");
        assertThat(wire.delete(CORE_EVENTS + "/both", "").code()).isEqualTo(200);
        assertThat(wire.get(NEW_EVENTS + "/both").message()).isEqualTo("events \"both\" not found");
    }

    @Test
    @DisplayName("Events API should delete a collection of events")
    void deletesCollectionsOfEvents() {
        for (String name : List.of("one", "two", "three")) wire.post(NEW_EVENTS, newEvent(name));
        assertThat(names(wire.get(CORE_EVENTS + "?labelSelector=set%3Da"))).hasSize(3);
        assertThat(wire.delete(NEW_EVENTS + "?labelSelector=set%3Da", "").code())
                .isEqualTo(200);
        assertThat(names(wire.get(CORE_EVENTS + "?labelSelector=set%3Da"))).isEmpty();
    }

    @Test
    void refusesAnIncompleteEventOfTheNewGroup() {
        Answer refused = wire.post(
                NEW_EVENTS,
                "{\"metadata\":{\"name\":\"bad\"},\"eventTime\":null,\"regarding\":{\"namespace\":\"default\"},\"type\":\"Odd\"}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("eventTime: Required value", "action: Required value", "type: Invalid value");
    }

    @Test
    void showsAnAutoscalerInBothVersions() {
        String v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        String v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        Answer first = wire.post(v1, """
                {"metadata": {"name": "x"},
                 "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "d"},
                          "targetCPUUtilizationPercentage": 40}}
                """);
        assertThat(first.code()).as(first.message()).isEqualTo(201);
        JsonNode seen = wire.get(v2 + "/x").body();
        assertThat(seen.at("/spec/metrics/0/resource/target/averageUtilization").asInt())
                .isEqualTo(40);
        assertThat(seen.path("apiVersion").asString()).isEqualTo("autoscaling/v2");
        String metric =
                "{\"type\":\"Pods\",\"pods\":{\"metric\":{\"name\":\"m\"},\"target\":{\"type\":\"AverageValue\","
                        + "\"averageValue\":\"7\"}}}";
        Answer patched = wire.patch(Wire.MERGE, v2 + "/x", "{\"spec\":{\"metrics\":[" + metric + "]}}");
        assertThat(patched.code()).as(patched.message()).isEqualTo(200);
        JsonNode old = wire.get(v1 + "/x").body();
        assertThat(old.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics")
                        .asString())
                .isEqualTo("[{\"type\":\"Pods\",\"pods\":{\"metricName\":\"m\",\"targetAverageValue\":\"7\"}}]");
        assertThat(wire.put(v1 + "/x", old.toString()).code()).isEqualTo(200);
        assertThat(wire.get(v2 + "/x").body().at("/spec/metrics").toString()).isEqualTo("[" + metric + "]");
        assertThat(wire.delete(v1 + "/x", "").code()).isEqualTo(200);
        assertThat(wire.get(v2 + "/x").code()).isEqualTo(404);
    }

    @Test
    @DisplayName("DisruptionController should block an eviction until the PDB is updated to allow it")
    void evictsWhereTheBudgetAllows() {
        pod("guarded", "Running");
        wire.post(
                BUDGETS,
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}}");
        Answer early = evict("guarded");
        assertThat(early.code()).isEqualTo(429);
        assertThat(early.body().at("/details/causes/0/message").asString())
                .isEqualTo("The disruption budget b is still being processed by the server.");
        status("b", 0);
        Answer blocked = evict("guarded");
        assertThat(blocked.code()).isEqualTo(429);
        assertThat(blocked.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(blocked.body().at("/details/causes/0/reason").asString()).isEqualTo("DisruptionBudget");
        assertThat(blocked.body().at("/details/causes/0/message").asString())
                .isEqualTo("The disruption budget b needs 1 healthy pods and has 2 currently");
        status("b", 1);
        Answer dry = wire.post(
                PODS + "/guarded/eviction?dryRun=All",
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"guarded\"}}");
        assertThat(dry.code()).as(dry.message()).isEqualTo(201);
        assertThat(wire.get(PODS + "/guarded").code()).isEqualTo(200);
        Answer evicted = evict("guarded");
        assertThat(evicted.code()).as(evicted.message()).isEqualTo(201);
        assertThat(evicted.body().path("status").asString()).isEqualTo("Success");
        assertThat(wire.get(PODS + "/guarded").code()).isEqualTo(404);
        JsonNode left = wire.get(BUDGETS + "/b").body().path("status");
        assertThat(left.path("disruptionsAllowed").asInt()).isZero();
        assertThat(left.path("disruptedPods").has("guarded")).isTrue();
        pod("pending", "Pending");
        assertThat(evict("pending").code()).isEqualTo(201);
        wire.delete(BUDGETS + "/b", "");
    }

    @Test
    @DisplayName("Ephemeral Containers should update the ephemeral containers in an existing pod")
    void addsEphemeralContainers() {
        pod("debugged", "Running");
        String path = PODS + "/debugged/ephemeralcontainers";
        Answer added = wire.patch(
                Wire.STRATEGIC,
                path,
                "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"busybox\",\"targetContainerName\":\"c\"}]}}");
        assertThat(added.code()).as(added.message()).isEqualTo(200);
        assertThat(added.body()
                        .at("/spec/ephemeralContainers/0/terminationMessagePolicy")
                        .asString())
                .isEqualTo("File");
        assertThat(added.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer changed = wire.patch(
                Wire.STRATEGIC, path, "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"other\"}]}}");
        assertThat(changed.message()).contains("existing ephemeral containers \"d\" may not be changed");
        Answer removed = wire.patch(Wire.MERGE, path, "{\"spec\":{\"ephemeralContainers\":[]}}");
        assertThat(removed.message()).contains("existing ephemeral containers \"d\" may not be removed");
        Answer ported = wire.patch(
                Wire.STRATEGIC,
                path,
                "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"e\",\"image\":\"x\",\"ports\":[{\"containerPort\":1}]}]}}");
        assertThat(ported.message()).contains("ports: Forbidden: cannot be set for an Ephemeral Container");
        Answer direct = wire.patch(Wire.MERGE, PODS + "/debugged", "{\"spec\":{\"ephemeralContainers\":null}}");
        assertThat(direct.code()).isEqualTo(422);
        wire.delete(PODS + "/debugged", "");
    }

    @Test
    void changesOnlyWhatMayChangeInAPod() {
        pod("fixed", "Running");
        String path = PODS + "/fixed";
        assertThat(wire.patch(Wire.STRATEGIC, path, "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"new\"}]}}")
                        .code())
                .isEqualTo(200);
        assertThat(wire.patch(Wire.MERGE, path, """
                                {"spec": {"tolerations": [
                                  {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
                                   "tolerationSeconds": 300},
                                  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute",
                                   "tolerationSeconds": 300},
                                  {"key": "k", "operator": "Exists"}]}}
                                """).code()).isEqualTo(200);
        assertThat(wire.patch(Wire.MERGE, path, "{\"spec\":{\"tolerations\":[]}}")
                        .message())
                .contains("spec.tolerations: Forbidden: existing toleration can not be modified");
        assertThat(wire.patch(Wire.MERGE, path, "{\"spec\":{\"hostname\":\"h\"}}")
                        .message())
                .contains("spec: Forbidden: pod updates may not change fields other than");
        Answer resized = wire.patch(
                Wire.STRATEGIC,
                path + "/resize",
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\",\"resources\":{\"requests\":{\"cpu\":\"100m\"}}}]}}");
        assertThat(resized.message()).contains("Pod QOS Class may not change as a result of resizing");
        wire.delete(path, "");
    }

    @Test
    void tellsOfComponentsAndBindsByTheOldResource() {
        assertThat(names(wire.get("/api/v1/componentstatuses"))).contains("scheduler", "controller-manager");
        assertThat(wire.post("/api/v1/componentstatuses", "{}").code()).isEqualTo(405);
        wire.post(
                PODS,
                "{\"metadata\":{\"name\":\"unbound\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}");
        Answer bound = wire.post(
                "/api/v1/namespaces/default/bindings",
                "{\"metadata\":{\"name\":\"unbound\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");
        assertThat(bound.code()).as(bound.message()).isEqualTo(201);
        assertThat(wire.get(PODS + "/unbound").body().at("/spec/nodeName").asString())
                .isEqualTo("n");
        wire.delete(PODS + "/unbound?gracePeriodSeconds=0", "");
    }

    /** Creates, gets, lists, patches, updates, changes the status of, watches and deletes objects of a kind. */
    private void lives(String path, String form, String status, String pointer) {
        Answer created = wire.post(path, form.formatted("life-1"));
        assertThat(created.code()).as(created.message()).isEqualTo(201);
        wire.post(path, form.formatted("life-2"));
        Answer got = wire.get(path + "/life-1");
        assertThat(got.body()).isEqualTo(created.body());
        Answer list = wire.get(path + "?labelSelector=life%3Dyes");
        assertThat(names(list)).containsExactly("life-1", "life-2");
        Answer patched =
                wire.patch(Wire.MERGE, path + "/life-1", "{\"metadata\":{\"annotations\":{\"patched\":\"yes\"}}}");
        assertThat(patched.body().at("/metadata/annotations/patched").asString())
                .isEqualTo("yes");
        var wanted = patched.body().deepCopy();
        wanted.withObject("/metadata/annotations").put("updated", "yes");
        Answer updated = wire.put(path + "/life-1", wanted.toString());
        assertThat(updated.code()).as(updated.message()).isEqualTo(200);
        assertThat(wire.put(path + "/life-1", wanted.toString()).code()).isEqualTo(409);
        if (!status.isEmpty()) {
            Answer changed = wire.patch(Wire.MERGE, path + "/life-1/status", status);
            assertThat(changed.code()).as(changed.message()).isEqualTo(200);
            assertThat(changed.body().at(pointer))
                    .isEqualTo(Json.parseObject(status).at(pointer));
            assertThat(wire.get(path + "/life-1/status").body().at(pointer))
                    .isEqualTo(Json.parseObject(status).at(pointer));
            assertThat(wire.patch(Wire.MERGE, path + "/life-1", "{\"status\":null}")
                            .body()
                            .at(pointer))
                    .isEqualTo(Json.parseObject(status).at(pointer));
        }
        assertThat(wire.delete(path + "/life-1", "").code()).isEqualTo(200);
        assertThat(wire.get(path + "/life-1").code()).isEqualTo(404);
        assertThat(wire.delete(path + "?labelSelector=life%3Dyes", "").code()).isEqualTo(200);
        assertThat(names(wire.get(path + "?labelSelector=life%3Dyes"))).isEmpty();
        List<String> types = new ArrayList<>();
        String changes = wire.send(
                        "GET", path + "?watch=true&timeoutSeconds=1&resourceVersion=" + list.version(), "", "")
                .body();
        changes.lines()
                .forEach(line -> types.add(Json.parseObject(line).path("type").asString()));
        assertThat(types).startsWith("MODIFIED", "MODIFIED").endsWith("DELETED", "DELETED");
    }

    private void pod(String name, String phase) {
        Answer created = wire.post(
                PODS,
                "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
                        + "[{\"name\":\"c\",\"image\":\"busybox\"}]}}");
        assertThat(created.code()).as(created.message()).isEqualTo(201);
        wire.patch(
                Wire.MERGE,
                PODS + "/" + name + "/status",
                "{\"status\":{\"phase\":\"" + phase + "\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    }

    private void status(String budget, int allowed) {
        Answer changed = wire.patch(
                Wire.MERGE,
                BUDGETS + "/" + budget + "/status",
                "{\"status\":{\"observedGeneration\":1,\"currentHealthy\":2,\"desiredHealthy\":1,\"expectedPods\":2,"
                        + "\"disruptionsAllowed\":" + allowed + "}}");
        assertThat(changed.code()).as(changed.message()).isEqualTo(200);
    }

    private Answer evict(String pod) {
        return wire.post(
                PODS + "/" + pod + "/eviction",
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + pod + "\"}}");
    }

    private static String newEvent(String name) {
        return "{\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"set\":\"a\"}},\"eventTime\":\"2026-01-02T03:04:05.000000Z\","
                + "\"reportingController\":\"test.example.com/x\",\"reportingInstance\":\"i\",\"action\":\"Do\",\"reason\":\"Why\","
                + "\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"},\"note\":\"a note\",\"type\":\"Normal\"}";
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.body()
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asString()));
        return names;
    }
}
