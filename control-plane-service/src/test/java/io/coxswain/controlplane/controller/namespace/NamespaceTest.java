package io.coxswain.controlplane.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.json.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces and their deletion, over the wire. */
class NamespaceTest {
    private static final String FINALIZER = "e2e.example.com/finalizer";

    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        api = Wire.admin(controlPlane);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("Namespaces should ensure that all services are removed when a namespace is deleted [Serial]")
    void takesServicesAlong() {
        String namespace = create("with-service");
        assertThat(api.post(namespace + "/services", """
                        {"metadata":{"name":"test-service"},"spec":{"ports":[{"port":80}],"selector":{"a":"b"}}}""").code()).isEqualTo(201);
        assertThat(api.delete(namespace, "").code()).isEqualTo(200);
        gone(namespace);
        create("with-service");
        assertThat(api.get(namespace + "/services").body().path("items")).isEmpty();
    }

    @Test
    @DisplayName("Namespaces should ensure that all pods are removed when a namespace is deleted [Serial]")
    void takesPodsAlong() {
        String namespace = create("with-pod");
        createPod(namespace, "test-pod");
        api.delete(namespace, "");
        gone(namespace);
        create("with-pod");
        assertThat(api.get(namespace + "/pods").body().path("items")).isEmpty();
    }

    @Test
    @DisplayName("OrderedNamespaceDeletion namespace deletion should delete pod first")
    void deletesPodsFirst() {
        String namespace = create("ordered");
        createPod(namespace, "held");
        api.post(
                namespace + "/configmaps", "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"" + FINALIZER + "\"]}}");
        api.delete(namespace, "");

        await().until(() -> isTerminating(namespace + "/pods/held"));
        await().untilAsserted(() -> assertThat(condition(namespace, "NamespaceContentRemaining"))
                .isEqualTo("True SomeResourcesRemain Some resources are remaining: pods. has 1 resource instances"));
        assertThat(condition(namespace, "NamespaceFinalizersRemaining"))
                .isEqualTo("True SomeFinalizersRemain Some content in the namespace has finalizers remaining: "
                        + FINALIZER + " in 1 resource instances");
        assertThat(isTerminating(namespace + "/configmaps/held")).isFalse();

        release(namespace + "/pods/held");
        await().until(() -> isTerminating(namespace + "/configmaps/held"));
        await().untilAsserted(() -> assertThat(condition(namespace, "NamespaceContentRemaining"))
                .isEqualTo(
                        "True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances"));
        assertThat(condition(namespace, "NamespaceDeletionContentFailure"))
                .isEqualTo("False ContentDeleted All content successfully deleted, may be waiting on finalization");
        assertThat(condition(namespace, "NamespaceDeletionDiscoveryFailure"))
                .isEqualTo("False ResourcesDiscovered All resources successfully discovered");
        assertThat(condition(namespace, "NamespaceDeletionGroupVersionParsingFailure"))
                .isEqualTo("False ParsedGroupVersions All legacy kube types successfully parsed");
        assertThat(api.post(namespace + "/configmaps", "{\"metadata\":{\"name\":\"late\"}}")
                        .message())
                .isEqualTo("configmaps \"late\" is forbidden: unable to create new content in namespace ordered"
                        + " because it is being terminated");

        release(namespace + "/configmaps/held");
        gone(namespace);
    }

    @Test
    @DisplayName("Namespaces should apply a finalizer to a Namespace [Serial]")
    void takesFinalizers() {
        String namespace = create("finalized");
        ObjectNode object = api.get(namespace).body();
        object.withObject("/spec").withArray("finalizers").add("e2e.example.com/fakeFinalizer");
        ObjectNode updated = api.put(namespace + "/finalize", object.toString()).body();
        assertThat(Json.texts(updated.at("/spec/finalizers")))
                .containsExactly("kubernetes", "e2e.example.com/fakeFinalizer");
        // only the subresource changes them
        ObjectNode plain = updated.deepCopy();
        plain.withObject("/spec").putArray("finalizers");
        assertThat(Json.texts(api.put(namespace, plain.toString()).body().at("/spec/finalizers")))
                .hasSize(2);
        api.delete(namespace, "");
        await().untilAsserted(
                        () -> assertThat(Json.texts(api.get(namespace).body().at("/spec/finalizers")))
                                .containsExactly("e2e.example.com/fakeFinalizer"));
        assertThat(condition(namespace, "NamespaceContentRemaining"))
                .isEqualTo("False ContentRemoved All content successfully removed");
        ObjectNode last = api.get(namespace).body();
        last.withObject("/spec").putArray("finalizers");
        assertThat(api.put(namespace + "/finalize", last.toString()).code()).isEqualTo(200);
        gone(namespace);
    }

    @Test
    @DisplayName("Namespaces should apply an update to a Namespace [Serial]")
    void isUpdated() {
        String namespace = create("updated");
        ObjectNode object = api.get(namespace).body();
        object.withObject("/metadata/labels").put("updated", "yes");
        ObjectNode updated = api.put(namespace, object.toString()).body();
        assertThat(updated.at("/metadata/labels/updated").asString("")).isEqualTo("yes");
        assertThat(updated.at("/metadata/labels/kubernetes.io~1metadata.name").asString(""))
                .isEqualTo("updated");
        object.withObject("/metadata/labels").put("updated", "again");
        assertThat(api.put(namespace, object.toString()).code()).isEqualTo(409);
    }

    @Test
    @DisplayName("Namespaces should patch a Namespace [Serial]")
    void isPatched() {
        String namespace = create("patched");
        var patched = api.patch(Wire.STRATEGIC, namespace, "{\"metadata\":{\"labels\":{\"testLabel\":\"testValue\"}}}");
        assertThat(patched.body().at("/metadata/labels/testLabel").asString("")).isEqualTo("testValue");
        assertThat(api.get("/api/v1/namespaces?labelSelector=testLabel%3DtestValue")
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    @DisplayName("Namespaces should apply changes to a namespace status [Serial]")
    void takesConditions() {
        String namespace = create("conditioned");
        var patched = api.patch(Wire.MERGE, namespace + "/status", """
                {"metadata":{"annotations":{"e2e":"patched"}},"status":{"conditions":
                  [{"type":"StatusPatch","status":"True","reason":"E2E","message":"Patched by an e2e test"}]}}""");
        assertThat(patched.body().at("/status/conditions/0/type").asString("")).isEqualTo("StatusPatch");
        assertThat(patched.body().at("/metadata/annotations/e2e").asString("")).isEqualTo("patched");
        ObjectNode object = patched.body();
        object.withArray("/status/conditions")
                .addObject()
                .put("type", "StatusUpdate")
                .put("status", "True");
        object.withObject("/spec").putArray("finalizers");
        ObjectNode updated = api.put(namespace + "/status", object.toString()).body();
        assertThat(updated.at("/status/conditions")).hasSize(2);
        assertThat(Json.texts(updated.at("/spec/finalizers"))).containsExactly("kubernetes");
        assertThat(api.get(namespace + "/status").body().at("/status/phase").asString(""))
                .isEqualTo("Active");
    }

    @Test
    void manyObjectsGoInFewCommits() throws Exception {
        String namespace = create("crowded");
        int many = 1500;
        // fewer than a connection carries at once
        try (var threads = Executors.newFixedThreadPool(32, Thread.ofVirtual().factory())) {
            List<Future<Integer>> creations = new ArrayList<>();
            for (int at = 0; at < many; at++) {
                String map = "{\"metadata\":{\"name\":\"map-" + at + "\"}}";
                creations.add(threads.submit(
                        () -> api.post(namespace + "/configmaps", map).code()));
            }
            for (var creation : creations) assertThat(creation.get()).isEqualTo(201);
        }
        var meters = controlPlane.context().getBean(MeterRegistry.class);
        var commits = meters.get("coxswain.store.batch.units").summary();
        long before = commits.count();
        api.delete(namespace, "");
        await().atMost(Duration.ofSeconds(60)).until(() -> api.get(namespace).code() == 404);
        assertThat(commits.count() - before).isLessThan(many / 10);
    }

    private static String create(String name) {
        assertThat(api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}")
                        .code())
                .isEqualTo(201);
        return "/api/v1/namespaces/" + name;
    }

    private static void createPod(String namespace, String name) {
        await().until(() -> api.get(namespace + "/serviceaccounts/default").code() == 200);
        assertThat(api.post(namespace + "/pods", """
                        {"metadata":{"name":"%s","finalizers":%s},
                         "spec":{"containers":[{"name":"c","image":"busybox"}]}}""".formatted(
                                        name, name.equals("held") ? "[\"" + FINALIZER + "\"]" : "[]"))
                        .code())
                .isEqualTo(201);
    }

    private static void release(String path) {
        assertThat(api.patch(Wire.MERGE, path, "{\"metadata\":{\"finalizers\":null}}")
                        .code())
                .isEqualTo(200);
    }

    private static boolean isTerminating(String path) {
        return api.get(path).body().at("/metadata").has("deletionTimestamp");
    }

    private static String condition(String namespace, String type) {
        for (JsonNode condition : api.get(namespace).body().at("/status/conditions")) {
            if (!condition.path("type").asString("").equals(type)) continue;
            return condition.path("status").asString("") + " "
                    + condition.path("reason").asString("") + " "
                    + condition.path("message").asString("");
        }
        return "";
    }

    private static void gone(String path) {
        await().atMost(Duration.ofSeconds(20)).until(() -> api.get(path).code() == 404);
    }
}
