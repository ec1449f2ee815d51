package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of objects that are created, changed and deleted, over the wire and in the process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private TestControlPlane controlPlane;
    private HttpClient admin;
    private Api controllers;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        admin = controlPlane.admin();
        controllers = controlPlane.api(User.CONTROLLERS);
    }

    @AfterAll
    void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    void noTwoServicesShareAnAddress() {
        Set<String> addresses = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 40)
                .parallel()
                .forEach(number -> addresses.add(post(SERVICES, service("many-" + number, ""))
                        .path("spec")
                        .path("clusterIP")
                        .asString()));
        assertThat(addresses).hasSize(40).allMatch(address -> address.startsWith("10.96."));
        assertThat(addresses).doesNotContain("10.96.0.1", "10.96.0.10");
    }

    @Test
    void anAddressIsFreeAgainWithItsService() {
        ObjectNode asked = service("asked", "10.96.7.7");
        post(SERVICES, asked);
        assertThat(message(send("POST", SERVICES, service("late", "10.96.7.7")), 422))
                .endsWith("failed to allocate IP 10.96.7.7: provided IP is already allocated");
        assertThat(send("DELETE", SERVICES + "/asked", null).statusCode()).isEqualTo(200);
        assertThat(post(SERVICES, service("late", "10.96.7.7")).path("spec").path("clusterIPs"))
                .hasToString("[\"10.96.7.7\"]");
        ObjectNode late = get(SERVICES + "/late");
        late.withObject("/spec")
                .put("clusterIP", "10.96.7.8")
                .putArray("clusterIPs")
                .add("10.96.7.8");
        assertThat(message(send("PUT", SERVICES + "/late", late), 422)).contains("may not change once set");
        late.withObject("/spec").remove(java.util.List.of("clusterIP", "clusterIPs"));
        assertThat(send("PUT", SERVICES + "/late", late).statusCode()).isEqualTo(200);
        assertThat(get(SERVICES + "/late").path("spec").path("clusterIP").asString())
                .isEqualTo("10.96.7.7");
    }

    @Test
    void writesThatChangeNothingAreNoWrites() {
        ObjectNode created = post(CONFIG_MAPS, configMap("still"));
        ObjectNode again = ok(send("PUT", CONFIG_MAPS + "/still", configMap("still")));
        assertThat(Metadata.resourceVersion(again)).isEqualTo(Metadata.resourceVersion(created));
        ObjectNode dry = ok(send(
                "PUT", CONFIG_MAPS + "/still?dryRun=All", configMap("still").put("immutable", true)));
        assertThat(dry.path("immutable").asBoolean()).isTrue();
        assertThat(send("POST", CONFIG_MAPS + "?dryRun=All", configMap("dry")).statusCode())
                .isEqualTo(201);
        assertThat(send("GET", CONFIG_MAPS + "/dry", null).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", CONFIG_MAPS + "/still?dryRun=All", null).statusCode())
                .isEqualTo(200);
        assertThat(get(CONFIG_MAPS + "/still")).isEqualTo(created);
    }

    @Test
    void specAndStatusAreWrittenApart() {
        ObjectNode deployment = deployment("apart");
        deployment.putObject("status").put("replicas", 7);
        ObjectNode created = post(DEPLOYMENTS, deployment);
        assertThat(created.path("status").path("replicas").asInt(0)).isZero();
        assertThat(created.path("spec").path("replicas").asInt()).isEqualTo(1);
        assertThat(created.path("spec")
                        .path("strategy")
                        .path("rollingUpdate")
                        .path("maxSurge")
                        .asString())
                .isEqualTo("25%");
        ObjectNode reported = created.deepCopy();
        reported.withObject("/spec").put("replicas", 5);
        reported.withObject("/status").put("replicas", 1).put("observedGeneration", 1);
        ObjectNode after = controllers.updateStatus(Kinds.DEPLOYMENT, reported);
        assertThat(after.path("spec").path("replicas").asInt()).isEqualTo(1);
        assertThat(after.path("status").path("replicas").asInt()).isEqualTo(1);
        assertThat(after.path("metadata").path("generation").asInt()).isEqualTo(1);
        ObjectNode scaled = ok(patch(DEPLOYMENTS + "/apart/scale", "{\"spec\":{\"replicas\":3}}"));
        assertThat(scaled.path("kind").asString()).isEqualTo("Scale");
        assertThat(scaled.path("status").path("selector").asString()).isEqualTo("app=apart");
        ObjectNode then = get(DEPLOYMENTS + "/apart");
        assertThat(then.path("spec").path("replicas").asInt()).isEqualTo(3);
        assertThat(then.path("status").path("replicas").asInt()).isEqualTo(1);
        assertThat(then.path("metadata").path("generation").asInt()).isEqualTo(2);
        then.withObject("/spec/selector/matchLabels").put("app", "other");
        assertThat(message(send("PUT", DEPLOYMENTS + "/apart", then), 422)).contains("field is immutable");
    }

    @Test
    void patchesOfManyAreAllKept() {
        post(CONFIG_MAPS, configMap("shared"));
        IntStream.range(0, 4)
                .parallel()
                .forEach(number -> ok(patch(CONFIG_MAPS + "/shared", "{\"data\":{\"k" + number + "\":\"v\"}}")));
        assertThat(get(CONFIG_MAPS + "/shared").path("data").propertyNames()).contains("k0", "k1", "k2", "k3");
    }

    @Test
    void finalizersHoldAnObjectBack() {
        ObjectNode held = configMap("held");
        Metadata.of(held).putArray("finalizers").add("example.com/hold");
        post(CONFIG_MAPS, held);
        ObjectNode terminating = ok(send("DELETE", CONFIG_MAPS + "/held", null));
        assertThat(terminating.path("metadata").has("deletionTimestamp")).isTrue();
        assertThat(message(
                        patch(
                                CONFIG_MAPS + "/held",
                                "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"a.io/b\"]}}"),
                        422))
                .contains("no new finalizers can be added if the object is being deleted");
        ok(patch(CONFIG_MAPS + "/held", "{\"metadata\":{\"finalizers\":null}}"));
        assertThat(send("GET", CONFIG_MAPS + "/held", null).statusCode()).isEqualTo(404);

        post(CONFIG_MAPS, configMap("owner"));
        ObjectNode foreground =
                ok(send("DELETE", CONFIG_MAPS + "/owner", Json.object().put("propagationPolicy", "Foreground")));
        assertThat(foreground.path("metadata").path("finalizers")).hasToString("[\"foregroundDeletion\"]");
    }

    @Test
    void namespacesGoWhenTheyAreFinalized() {
        ObjectNode namespace = Json.object();
        namespace.putObject("metadata").put("name", "going");
        post("/api/v1/namespaces", namespace);
        ok(send("DELETE", "/api/v1/namespaces/going", null));
        ObjectNode terminating = get("/api/v1/namespaces/going");
        assertThat(terminating.path("status").path("phase").asString()).isEqualTo("Terminating");
        ObjectNode late = configMap("late");
        Metadata.of(late).remove("namespace");
        ObjectNode refusal = Json.parseObject(
                send("POST", "/api/v1/namespaces/going/configmaps", late).body());
        assertThat(refusal.path("message").asString())
                .isEqualTo(
                        "configmaps \"late\" is forbidden: unable to create new content in namespace going because it"
                                + " is being terminated");
        assertThat(refusal.path("details").path("causes").path(0).path("reason").asString())
                .isEqualTo("NamespaceTerminating");
        terminating.withObject("/spec").putArray("finalizers");
        ok(send("PUT", "/api/v1/namespaces/going/finalize", terminating));
        assertThat(send("GET", "/api/v1/namespaces/going", null).statusCode()).isEqualTo(404);
    }

    @Test
    void podsAreBoundOnce() {
        ObjectKey key = new ObjectKey("default", "bound");
        controllers.create(Kinds.POD, pod("bound"));
        Api scheduler = controlPlane.api(User.SCHEDULER);
        scheduler.createSubresource(Kinds.POD, key, "binding", binding("n1"));
        ObjectNode pod = scheduler.get(Kinds.POD, key);
        assertThat(pod.path("spec").path("nodeName").asString()).isEqualTo("n1");
        assertThat(pod.path("status").path("conditions").path(0).path("type").asString())
                .isEqualTo("PodScheduled");
        assertThatThrownBy(() -> scheduler.createSubresource(Kinds.POD, key, "binding", binding("n2")))
                .hasMessage("Operation cannot be fulfilled on pods \"bound\": pod bound is already assigned to node"
                        + " \"n1\"");
        assertThat(scheduler
                        .list(Kinds.POD, ListOptions.everything().withFields("spec.nodeName=n1"))
                        .items())
                .hasSize(1);
        assertThat(failure(() -> scheduler.delete(Kinds.CONFIG_MAP, key, DeleteOptions.defaults())))
                .isEqualTo(Reason.Forbidden);
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("restartPolicy", "Never");
        assertThat(failure(() -> controllers.patch(Kinds.POD, key, PatchType.MERGE, patch, null)))
                .isEqualTo(Reason.Invalid);
    }

    @Test
    void generatesNamesAndDeletesWhatIsSelected() {
        Set<String> names = new HashSet<>();
        for (int number = 0; number < 5; number++) {
            ObjectNode map = configMap("");
            Metadata.of(map).put("generateName", "made-").putObject("labels").put("made", "yes");
            Metadata.of(map).remove("name");
            names.add(Metadata.name(post(CONFIG_MAPS, map)));
        }
        assertThat(names).hasSize(5).allMatch(name -> name.matches("made-[bcdfghjklmnpqrstvwxz2456789]{5}"));
        ObjectNode deleted = ok(send("DELETE", CONFIG_MAPS + "?labelSelector=made%3Dyes", null));
        assertThat(deleted.path("items").size()).isEqualTo(5);
        assertThat(get(CONFIG_MAPS + "?labelSelector=made%3Dyes").path("items").size())
                .isZero();
    }

    @Test
    void secretsKeepWhatCameAsText() {
        ObjectNode secret = Json.object();
        secret.putObject("metadata").put("name", "text").put("namespace", "default");
        secret.putObject("stringData").put("a", "b");
        ObjectNode created = post("/api/v1/namespaces/default/secrets", secret);
        assertThat(created.path("data").path("a").asString()).isEqualTo("Yg==");
        assertThat(created.path("type").asString()).isEqualTo("Opaque");
        assertThat(created.has("stringData")).isFalse();
    }

    private ObjectNode get(String path) {
        return ok(send("GET", path, null));
    }

    private ObjectNode post(String path, ObjectNode body) {
        HttpResponse<String> response = send("POST", path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Json.parseObject(response.body());
    }

    private HttpResponse<String> send(String method, String path, @org.jspecify.annotations.Nullable ObjectNode body) {
        return send(method, path, "application/json", body == null ? "" : body.toString());
    }

    private HttpResponse<String> patch(String path, String body) {
        return send("PATCH", path, "application/merge-patch+json", body);
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) {
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    private static ObjectNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private static String message(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        return Json.parseObject(response.body()).path("message").asString();
    }

    private static Reason failure(Runnable call) {
        try {
            call.run();
        } catch (ApiException failure) {
            return failure.reason();
        }
        throw new AssertionError("was not refused");
    }

    private static ObjectNode named(Kind<?> kind, String name) {
        ObjectNode object = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata").put("name", name).put("namespace", "default");
        return object;
    }

    private static ObjectNode configMap(String name) {
        ObjectNode map = named(Kinds.CONFIG_MAP, name);
        map.putObject("data").put("a", "b");
        return map;
    }

    private static ObjectNode service(String name, String address) {
        ObjectNode service = named(Kinds.SERVICE, name);
        ObjectNode spec = service.putObject("spec");
        if (!address.isEmpty()) spec.put("clusterIP", address);
        spec.putArray("ports").addObject().put("port", 80);
        return service;
    }

    private static ObjectNode pod(String name) {
        ObjectNode pod = named(Kinds.POD, name);
        pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "c")
                .put("image", "busybox:1.36");
        return pod;
    }

    private static ObjectNode deployment(String name) {
        ObjectNode deployment = named(Kinds.DEPLOYMENT, name);
        ObjectNode spec = deployment.putObject("spec");
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        template.set("spec", pod(name).path("spec"));
        return deployment;
    }

    private static ObjectNode binding(String node) {
        ObjectNode binding = Json.object().put("kind", "Binding").put("apiVersion", "v1");
        binding.putObject("target").put("kind", "Node").put("name", node);
        return binding;
    }
}
