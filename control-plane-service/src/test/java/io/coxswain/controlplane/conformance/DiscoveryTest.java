package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server says that it serves. */
class DiscoveryTest {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    /** The form of older servers, which clients ask for as the next best. */
    private static final String V2_BETA1 = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        api = Wire.admin(controlPlane);
        Answer made = api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata":{"name":"boats.sea.example.com"},"spec":{"group":"sea.example.com","scope":"Namespaced",
                 "names":{"plural":"boats","kind":"Boat","shortNames":["bo"],"categories":["all"]},
                 "versions":[
                   {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                    "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
                   {"name":"v2alpha1","served":true,"storage":false,
                    "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        await().until(() -> api.send("GET", "/apis/sea.example.com/v1", "", "").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("server version should find the server version")
    void tellsItsVersion() {
        ObjectNode version = api.get("/version").body();
        assertThat(version.path("major").asString("")).matches("\\d+");
        assertThat(version.path("minor").asString("")).matches("\\d+");
        assertThat(version.path("gitVersion").asString(""))
                .startsWith("v1." + version.path("minor").asString(""));
    }

    @Test
    @DisplayName("Discovery should validate PreferredVersion for each APIGroup")
    void prefersAVersionThatItHas() {
        for (JsonNode group : api.get("/apis").body().path("groups")) {
            String name = group.path("name").asString("");
            ObjectNode one = api.get("/apis/" + name).body();
            assertThat(one.path("kind").asString("")).isEqualTo("APIGroup");
            JsonNode preferred = one.path("preferredVersion");
            assertThat(preferred).isEqualTo(group.path("preferredVersion"));
            assertThat(one.path("versions").valueStream().toList()).contains(preferred);
            assertThat(preferred.path("groupVersion").asString(""))
                    .isEqualTo(name + "/" + preferred.path("version").asString(""));
        }
    }

    @Test
    @DisplayName("Discovery should locate the groupVersion and a resource within each APIGroup")
    void hasResourcesInEachVersion() {
        List<String> empty = new ArrayList<>();
        for (JsonNode group : api.get("/apis").body().path("groups")) {
            for (JsonNode version : group.path("versions")) {
                String name = version.path("groupVersion").asString("");
                ObjectNode resources = api.get("/apis/" + name).body();
                assertThat(resources.path("groupVersion").asString("")).isEqualTo(name);
                if (resources.path("resources").isEmpty()) empty.add(name);
            }
        }
        assertThat(empty).isEmpty();
    }

    @Test
    @DisplayName("CustomResourceDefinition resources should include custom resource definition resources in discovery"
            + " documents")
    void hasDefinitions() {
        assertThat(resource("/apis/apiextensions.k8s.io/v1", "customresourcedefinitions")
                        .path("kind")
                        .asString(""))
                .isEqualTo("CustomResourceDefinition");
        assertThat(api.get("/apis/apiextensions.k8s.io").body().path("versions").findValuesAsString("version"))
                .contains("v1");
    }

    @Test
    @DisplayName("AdmissionWebhook should include webhook resources in discovery documents")
    void hasWebhooks() {
        String version = "/apis/admissionregistration.k8s.io/v1";
        assertThat(resource(version, "mutatingwebhookconfigurations")
                        .path("kind")
                        .asString(""))
                .isEqualTo("MutatingWebhookConfiguration");
        assertThat(resource(version, "validatingwebhookconfigurations")
                        .path("kind")
                        .asString(""))
                .isEqualTo("ValidatingWebhookConfiguration");
    }

    @ParameterizedTest(name = "AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers {0}")
    @ValueSource(strings = {V2, V2 + "," + V2_BETA1 + ",application/json"})
    void answersAggregated(String accept) {
        for (String root : List.of("/api", "/apis")) {
            HttpResponse<String> response = api.send("GET", root, "", "", "Accept", accept);
            assertThat(response.headers().firstValue("Content-Type")).contains(V2);
            ObjectNode body = Json.parseObject(response.body());
            assertThat(body.path("kind").asString("")).isEqualTo("APIGroupDiscoveryList");
            assertThat(body.path("apiVersion").asString("")).isEqualTo("apidiscovery.k8s.io/v2");
            String etag = response.headers().firstValue("ETag").orElseThrow();
            assertThat(api.send("GET", root, "", "", "Accept", accept, "If-None-Match", etag)
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    @DisplayName("AggregatedDiscovery should support aggregated discovery interface")
    void aggregatesWhatTheOtherDocumentsSay() {
        List<String> found = new ArrayList<>();
        for (String root : List.of("/api", "/apis")) {
            for (JsonNode group : aggregated(root).path("items")) {
                String name = group.at("/metadata/name").asString("");
                for (JsonNode version : group.path("versions")) {
                    String path = root + (name.isEmpty() ? "" : "/" + name) + "/"
                            + version.path("version").asString("");
                    ObjectNode plain = api.get(path).body();
                    for (JsonNode resource : version.path("resources")) {
                        String plural = resource.path("resource").asString("");
                        found.add(path + "/" + plural);
                        JsonNode same = resource(plain, plural);
                        assertThat(Json.texts(resource.path("verbs")))
                                .containsExactlyInAnyOrderElementsOf(Json.texts(same.path("verbs")));
                        assertThat(resource.path("scope").asString("").equals("Namespaced"))
                                .isEqualTo(same.path("namespaced").asBoolean(false));
                        assertThat(resource.path("singularResource").asString(""))
                                .isEqualTo(same.path("singularName").asString(""));
                        assertThat(resource.at("/responseKind/kind").asString(""))
                                .isEqualTo(same.path("kind").asString(""));
                    }
                }
            }
        }
        assertThat(found)
                .contains(
                        "/api/v1/pods",
                        "/apis/apps/v1/deployments",
                        "/apis/admissionregistration.k8s.io/v1/" + "validatingwebhookconfigurations");
    }

    @Test
    @DisplayName("AggregatedDiscovery should support aggregated discovery interface for CRDs")
    void aggregatesCustomResources() {
        JsonNode group = aggregated("/apis")
                .path("items")
                .valueStream()
                .filter(item -> item.at("/metadata/name").asString("").equals("sea.example.com"))
                .findFirst()
                .orElseThrow();
        assertThat(group.path("versions").findValuesAsString("version")).contains("v1", "v2alpha1");
        JsonNode boats = group.at("/versions/0/resources/0");
        assertThat(boats.path("resource").asString("")).isEqualTo("boats");
        assertThat(Json.texts(boats.path("shortNames"))).containsExactly("bo");
        assertThat(Json.texts(boats.path("categories"))).containsExactly("all");
        assertThat(boats.at("/subresources/0/subresource").asString("")).isEqualTo("status");
        assertThat(group.at("/versions/0/freshness").asString("")).isEqualTo("Current");
    }

    @Test
    @DisplayName("AggregatedDiscovery should support raw aggregated discovery request for CRDs")
    void tellsOfCustomResourcesToThoseWhoAskForIt() {
        String body = api.send("GET", "/apis", "", "", "Accept", V2).body();
        assertThat(Json.parseObject(body).findValuesAsString("singularResource"))
                .contains("boat");
        HttpResponse<String> plain = api.send("GET", "/apis", "", "", "Accept", V2_BETA1 + ",application/json");
        assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Json.parseObject(plain.body()).path("groups").findValuesAsString("name"))
                .contains("sea.example.com");
    }

    @Test
    void groupsOfDefinitionsHaveApiServices() {
        await().until(() -> api.get(service("v1.sea.example.com")).code() == 200
                && api.get(service("v2alpha1.sea.example.com")).code() == 200);
        ObjectNode made = api.get(service("v1.sea.example.com")).body();
        assertThat(made.at("/metadata/labels/kube-aggregator.kubernetes.io~1automanaged")
                        .asString(""))
                .isEqualTo("true");
        assertThat(made.at("/spec/groupPriorityMinimum").asInt(0)).isEqualTo(1000);
        assertThat(made.at("/spec/versionPriority").asInt(0)).isEqualTo(100);
        assertThat(made.at("/status/conditions/0/reason").asString("")).isEqualTo("Local");
        api.delete(service("v1.sea.example.com"), "");
        await().until(() -> api.get(service("v1.sea.example.com")).code() == 200);

        String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nets.gear.example.com";
        api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata":{"name":"nets.gear.example.com"},"spec":{"group":"gear.example.com","scope":"Cluster",
                 "names":{"plural":"nets","kind":"Net"},"versions":[{"name":"v1","served":true,"storage":true,
                    "schema":{"openAPIV3Schema":{"type":"object"}}}]}}""");
        await().until(() -> api.get(service("v1.gear.example.com")).code() == 200);
        api.delete(definition, "");
        await().until(() -> api.get(service("v1.gear.example.com")).code() == 404);
        assertThat(api.get(service("v1.apps")).code()).isEqualTo(200);
    }

    private static String service(String name) {
        return "/apis/apiregistration.k8s.io/v1/apiservices/" + name;
    }

    private static ObjectNode aggregated(String root) {
        return Json.parseObject(api.send("GET", root, "", "", "Accept", V2).body());
    }

    private static JsonNode resource(String version, String plural) {
        return resource(api.get(version).body(), plural);
    }

    private static JsonNode resource(ObjectNode version, String plural) {
        return version.path("resources")
                .valueStream()
                .filter(resource -> resource.path("name").asString("").equals(plural))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + plural + " in " + version));
    }
}
