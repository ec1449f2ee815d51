package io.coxswain.controlplane.controller.garbage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What happens to those that lose an owner, over the wire. */
class GarbageCollectorTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String CONTROLLERS = "/apis/apps/v1/namespaces/default/";

    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        api = Wire.admin(controlPlane);
        await().until(() ->
                api.get("/api/v1/namespaces/default/serviceaccounts/default").code() == 200);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("Garbage collector should not be blocked by dependency circle")
    void circlesEnd() {
        String one = create("circle-1");
        String two = create("circle-2", owner("circle-1", one, true));
        String three = create("circle-3", owner("circle-2", two, true));
        api.patch(
                Wire.MERGE,
                MAPS + "/circle-1",
                "{\"metadata\":{\"ownerReferences\":[" + owner("circle-3", three, true) + "]}}");
        api.delete(MAPS + "/circle-1", "{\"propagationPolicy\":\"Foreground\"}");
        gone(MAPS + "/circle-1");
        gone(MAPS + "/circle-2");
        gone(MAPS + "/circle-3");
    }

    @Test
    @DisplayName("Garbage collector should not delete dependents that have both valid owner and owner that's waiting"
            + " for dependents to be deleted [Serial]")
    void oneValidOwnerIsEnough() {
        String going = create("going");
        String staying = create("staying");
        create("of-both", owner("going", going, true), owner("staying", staying, false));
        create("of-one", owner("going", going, true));
        assertThat(api.delete(MAPS + "/going", "{\"propagationPolicy\":\"Foreground\"}")
                        .code())
                .isEqualTo(200);
        gone(MAPS + "/going");
        gone(MAPS + "/of-one");
        JsonNode owners = api.get(MAPS + "/of-both").body().at("/metadata/ownerReferences");
        assertThat(owners.findValuesAsString("name")).containsExactly("staying");
    }

    @Test
    @DisplayName("Garbage collector should keep the rc around until all its pods are deleted if the deleteOptions says"
            + " so [Serial]")
    void foregroundWaitsForBlockingDependents() {
        String owner = create("waiting");
        createWithFinalizer("blocking", owner("waiting", owner, true));
        createWithFinalizer("not-blocking", owner("waiting", owner, false));
        api.delete(MAPS + "/waiting", "{\"propagationPolicy\":\"Foreground\"}");
        await().until(() -> isTerminating("blocking") && isTerminating("not-blocking"));
        assertThat(Json.texts(api.get(MAPS + "/waiting").body().at("/metadata/finalizers")))
                .containsExactly("foregroundDeletion");
        release("blocking");
        gone(MAPS + "/waiting");
        assertThat(isTerminating("not-blocking")).isTrue();
        release("not-blocking");
        gone(MAPS + "/not-blocking");
    }

    @Test
    @DisplayName("Garbage collector should delete RS created by deployment when not orphaning")
    void deletesInTheBackground() {
        String uid = deployment("background");
        api.delete(CONTROLLERS + "deployments/background", "{\"propagationPolicy\":\"Background\"}");
        assertThat(api.get(CONTROLLERS + "deployments/background").code()).isEqualTo(404);
        await().until(() -> replicaSetsOf(uid) == 0);
    }

    @Test
    @DisplayName("Garbage collector should orphan RS created by deployment when deleteOptions.PropagationPolicy is"
            + " Orphan")
    void orphans() {
        String uid = deployment("orphaned");
        api.delete(CONTROLLERS + "deployments/orphaned", "{\"propagationPolicy\":\"Orphan\"}");
        gone(CONTROLLERS + "deployments/orphaned");
        assertThat(replicaSetsOf(uid)).isZero();
        JsonNode left = api.get(CONTROLLERS + "replicasets?labelSelector=app%3Dorphaned")
                .body()
                .path("items");
        assertThat(left).hasSize(1);
        assertThat(left.at("/0/metadata").has("ownerReferences")).isFalse();
        api.delete(left.at("/0/metadata/name").asString("").transform(name -> CONTROLLERS + "replicasets/" + name), "");
    }

    @Test
    void anOwnerInAnotherNamespaceIsNone() {
        api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"other\"}}");
        String uid = api.post("/api/v1/namespaces/other/configmaps", "{\"metadata\":{\"name\":\"far\"}}")
                .body()
                .at("/metadata/uid")
                .asString("");
        String dependent = create("misled", owner("far", uid, false));
        gone(MAPS + "/misled");
        String message = "ownerRef [v1/ConfigMap, namespace: default, name: far, uid: " + uid
                + "] does not exist in namespace \"default\"";
        await().untilAsserted(() -> {
            JsonNode events = api.get("/api/v1/events?fieldSelector=reason%3DOwnerRefInvalidNamespace")
                    .body()
                    .path("items");
            assertThat(events).anySatisfy(event -> {
                assertThat(event.path("message").asString("")).isEqualTo(message);
                assertThat(event.path("type").asString("")).isEqualTo("Warning");
                assertThat(event.at("/involvedObject/uid").asString("")).isEqualTo(dependent);
            });
        });
    }

    @Test
    void aClusterWideObjectIsNotCollectedForANamespacedOwner() {
        String uid = create("namespaced");
        api.post("/apis/scheduling.k8s.io/v1/priorityclasses", """
                {"metadata":{"name":"misled","ownerReferences":[%s]},"value":7}""".formatted(owner("namespaced", uid, false)));
        api.delete(MAPS + "/namespaced", "");
        create("after", owner("namespaced", uid, false));
        gone(MAPS + "/after");
        assertThat(api.get("/apis/scheduling.k8s.io/v1/priorityclasses/misled").code())
                .isEqualTo(200);
    }

    @Test
    void ownersThatCameBackByNameAreOthers() {
        String first = create("again");
        create("left-over", owner("again", first, false));
        ObjectNode orphaning = Json.object().put("propagationPolicy", "Background");
        api.delete(MAPS + "/again", orphaning.toString());
        String second = create("again");
        assertThat(second).isNotEqualTo(first);
        gone(MAPS + "/left-over");
        assertThat(api.get(MAPS + "/again").code()).isEqualTo(200);
    }

    private static String deployment(String name) {
        String uid = api.post(CONTROLLERS + "deployments", """
                        {"metadata":{"name":"%1$s"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"%1$s"}},
                         "template":{"metadata":{"labels":{"app":"%1$s"}},
                           "spec":{"containers":[{"name":"c","image":"busybox"}]}}}}""".formatted(name))
                .body()
                .at("/metadata/uid")
                .asString("");
        await().until(() -> replicaSetsOf(uid) == 1);
        return uid;
    }

    private static long replicaSetsOf(String uid) {
        return api.get(CONTROLLERS + "replicasets")
                .body()
                .path("items")
                .valueStream()
                .filter(set ->
                        set.at("/metadata/ownerReferences/0/uid").asString("").equals(uid))
                .count();
    }

    private static String create(String name, String... owners) {
        return make(name, "[]", owners);
    }

    private static void createWithFinalizer(String name, String... owners) {
        make(name, "[\"example.com/hold\"]", owners);
    }

    private static String make(String name, String finalizers, String... owners) {
        var made = api.post(
                MAPS,
                "{\"metadata\":{\"name\":\"" + name + "\",\"finalizers\":" + finalizers + ",\"ownerReferences\":["
                        + String.join(",", owners) + "]}}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        return made.body().at("/metadata/uid").asString("");
    }

    private static String owner(String name, String uid, boolean blocks) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","name":"%s","uid":"%s","blockOwnerDeletion":%s}""".formatted(name, uid, blocks);
    }

    private static void release(String name) {
        api.patch(Wire.MERGE, MAPS + "/" + name, "{\"metadata\":{\"finalizers\":null}}");
    }

    private static boolean isTerminating(String name) {
        return api.get(MAPS + "/" + name).body().at("/metadata").has("deletionTimestamp");
    }

    private static void gone(String path) {
        await().atMost(Duration.ofSeconds(20)).until(() -> api.get(path).code() == 404);
    }
}
