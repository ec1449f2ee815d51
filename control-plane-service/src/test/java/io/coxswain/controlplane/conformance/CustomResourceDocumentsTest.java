package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of custom resources, and what OpenAPI says of them. */
class CustomResourceDocumentsTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SCHEMA = """
            {"type":"object","description":"Foo CRD for Testing","properties":{
              "spec":{"type":"object","description":"Specification of Foo","properties":{
                "bars":{"type":"array","description":"List of Bars and their specs.","items":{"type":"object",
                  "required":["name"],"properties":{"name":{"type":"string","description":"Name of Bar."},
                    "age":{"type":"string"},"feeling":{"type":"string","enum":["Great","Down"]}}}}}},
              "status":{"type":"object","properties":{"bars":{"type":"array","items":{"type":"object",
                "properties":{"name":{"type":"string"}}}}}}}}""";
    private static final String OPEN = "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";
    private static final String EMBEDDED = """
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
              "description":"anything"},"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}""";

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
    @DisplayName("CustomResourcePublishOpenAPI works for CRD with validation schema")
    void withSchema() {
        define("foos", "Foo", "validated.example.com", version("v1", SCHEMA));
        JsonNode published = awaitDefinition("com.example.validated.v1.Foo");
        assertThat(published.at("/properties/spec"))
                .isEqualTo(Json.parseObject(SCHEMA).at("/properties/spec"));
        assertThat(published.path("description").asString("")).isEqualTo("Foo CRD for Testing");
        assertThat(published.at("/properties/metadata/$ref").asString("")
                        + published.at("/properties/metadata/allOf/0/$ref").asString(""))
                .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        assertThat(published.path("x-kubernetes-group-version-kind").path(0))
                .isEqualTo(
                        Json.parseObject("{\"group\":\"validated.example.com\",\"kind\":\"Foo\",\"version\":\"v1\"}"));
        assertThat(document().path("paths").propertyNames())
                .contains("/apis/validated.example.com/v1/namespaces/{namespace}/foos/{name}");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for CRD without validation schema")
    void withoutSchema() {
        define("foos", "Foo", "unvalidated.example.com", version("v1", OPEN));
        JsonNode published = awaitDefinition("com.example.unvalidated.v1.Foo");
        assertThat(published.path("type").asString("")).isEqualTo("object");
        assertThat(published
                        .path("x-kubernetes-group-version-kind")
                        .path(0)
                        .path("kind")
                        .asString(""))
                .isEqualTo("Foo");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for CRD preserving unknown fields at the schema root")
    void openAtTheRoot() {
        define("foos", "Foo", "root.example.com", version("v1", OPEN));
        awaitDefinition("com.example.root.v1.Foo");
        Answer made = create("foos", "Foo", "root.example.com", "\"anything\":{\"goes\":[1,null]}", "Strict");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.body().at("/anything/goes")).hasSize(2);
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for CRD preserving unknown fields in an embedded object")
    void openInside() {
        define("foos", "Foo", "inside.example.com", version("v1", EMBEDDED));
        JsonNode published = awaitDefinition("com.example.inside.v1.Foo");
        assertThat(published.at("/properties/spec/description").asString("")).isEqualTo("anything");
        assertThat(create("foos", "Foo", "inside.example.com", "\"spec\":{\"b\":[{\"c\":1}]}", "Strict")
                        .code())
                .isEqualTo(201);
        Answer refused = create("foos", "Foo", "inside.example.com", "\"more\":1", "Strict");
        assertThat(refused.message()).endsWith("strict decoding error: unknown field \"more\"");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for multiple CRDs of different groups")
    void ofSeveralGroups() {
        define("foos", "Foo", "one.group.example.com", version("v1", SCHEMA));
        define("waldos", "Waldo", "two.group.example.com", version("v1beta1", SCHEMA));
        awaitDefinition("com.example.group.one.v1.Foo");
        awaitDefinition("com.example.group.two.v1beta1.Waldo");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for multiple CRDs of same group but different versions")
    void ofSeveralVersions() {
        define("foos", "Foo", "versions.doc.example.com", version("v2", SCHEMA), version("v3", SCHEMA));
        awaitDefinition("com.example.doc.versions.v2.Foo");
        awaitDefinition("com.example.doc.versions.v3.Foo");
        define("bars", "Bar", "versions.doc.example.com", version("v4", SCHEMA), version("v5", SCHEMA));
        awaitDefinition("com.example.doc.versions.v4.Bar");
        awaitDefinition("com.example.doc.versions.v5.Bar");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI works for multiple CRDs of same group and version but different kinds")
    void ofSeveralKinds() {
        define("foos", "Foo", "kinds.example.com", version("v6", SCHEMA));
        define("bars", "Bar", "kinds.example.com", version("v6", SCHEMA));
        awaitDefinition("com.example.kinds.v6.Foo");
        awaitDefinition("com.example.kinds.v6.Bar");
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI updates the published spec when one version gets renamed")
    void followsANewName() {
        String name = define("foos", "Foo", "renamed.example.com", version("v2", SCHEMA), version("v3", SCHEMA));
        awaitDefinition("com.example.renamed.v3.Foo");
        JsonNode other = awaitDefinition("com.example.renamed.v2.Foo");
        Answer changed = api.patch(
                Wire.JSON_PATCH, name, "[{\"op\":\"replace\",\"path\":\"/spec/versions/1/name\",\"value\":\"v4\"}]");
        assertThat(changed.code()).as(changed.message()).isEqualTo(200);
        awaitDefinition("com.example.renamed.v4.Foo");
        await().until(() -> definition("com.example.renamed.v3.Foo").isMissingNode());
        assertThat(definition("com.example.renamed.v2.Foo")).isEqualTo(other);
    }

    @Test
    @DisplayName("CustomResourcePublishOpenAPI removes definition from spec when one version gets changed to not be"
            + " served")
    void followsWhatIsServed() {
        String name = define("foos", "Foo", "unserved.example.com", version("v5", SCHEMA), version("v6alpha1", SCHEMA));
        awaitDefinition("com.example.unserved.v6alpha1.Foo");
        JsonNode other = awaitDefinition("com.example.unserved.v5.Foo");
        api.patch(Wire.JSON_PATCH, name, "[{\"op\":\"replace\",\"path\":\"/spec/versions/1/served\",\"value\":false}]");
        await().until(() -> definition("com.example.unserved.v6alpha1.Foo").isMissingNode());
        assertThat(definition("com.example.unserved.v5.Foo")).isEqualTo(other);
        HttpResponse<String> once = api.send("GET", "/openapi/v2", "", "");
        String etag = once.headers().firstValue("ETag").orElseThrow();
        assertThat(api.send("GET", "/openapi/v2", "", "", "If-None-Match", etag).statusCode())
                .isEqualTo(304);
    }

    @Test
    @DisplayName("CustomResourceDefinition resources [Privileged:ClusterAdmin] Simple CustomResourceDefinition"
            + " getting/updating/patching custom resource definition status sub-resource works")
    void hasAStatusOfItsOwn() {
        String name = define("foos", "Foo", "status.example.com", version("v1", SCHEMA));
        ObjectNode status = api.get(name + "/status").body();
        assertThat(status.path("kind").asString("")).isEqualTo("CustomResourceDefinition");
        status.withArray("/status/conditions")
                .addObject()
                .put("type", "StatusUpdate")
                .put("status", "True")
                .put("reason", "E2E")
                .put("message", "Set from e2e test");
        ((ObjectNode) status.path("spec")).withObject("/names").put("plural", "others");
        Answer updated = api.put(name + "/status", status.toString());
        assertThat(updated.code()).as(updated.message()).isEqualTo(200);
        assertThat(updated.body().at("/status/conditions").findValuesAsString("type"))
                .contains("StatusUpdate", "Established");
        assertThat(updated.body().at("/spec/names/plural").asString("")).isEqualTo("foos");
        Answer patched = api.patch(Wire.MERGE, name + "/status", """
                {"status":{"conditions":[{"type":"StatusPatched","status":"True","reason":"E2E","message":"m",
                 "lastTransitionTime":"2026-01-02T03:04:05Z"}]}}""");
        assertThat(patched.code()).as(patched.message()).isEqualTo(200);
        assertThat(patched.body().at("/status/conditions").findValuesAsString("type"))
                .contains("StatusPatched");
    }

    @Test
    @DisplayName("CustomResourceDefinition resources [Privileged:ClusterAdmin] Simple CustomResourceDefinition listing"
            + " custom resource definition objects works")
    void areListedAndDeletedTogether() {
        for (String group : List.of("list1.example.com", "list2.example.com")) {
            String name = define("foos", "Foo", group, version("v1", SCHEMA));
            api.patch(Wire.MERGE, name, "{\"metadata\":{\"labels\":{\"listed\":\"yes\"}}}");
        }
        String selected = DEFINITIONS + "?labelSelector=listed%3Dyes";
        assertThat(api.get(selected).body().path("items")).hasSize(2);
        assertThat(api.delete(selected, "").code()).isEqualTo(200);
        await().until(() -> api.get(selected).body().path("items").isEmpty());
    }

    @Test
    @DisplayName("CustomResourceDefinition Watch [Privileged:ClusterAdmin] CustomResourceDefinition Watch watch on"
            + " custom resource definition objects")
    void theirObjectsAreWatched() {
        define("foos", "Foo", "watched.example.com", version("v1", SCHEMA));
        String foos = "/apis/watched.example.com/v1/namespaces/default/foos";
        String from = api.get(foos).version();
        create("foos", "Foo", "watched.example.com", "\"spec\":{}", "Strict");
        api.patch(Wire.MERGE, foos + "/x", "{\"spec\":{\"bars\":[{\"name\":\"b\"}]}}");
        api.delete(foos + "/x", "");
        List<String> events = api.send("GET", foos + "?watch=true&timeoutSeconds=1&resourceVersion=" + from, "", "")
                .body()
                .lines()
                .map(line -> Json.parseObject(line).path("type").asString(""))
                .toList();
        assertThat(events).containsExactly("ADDED", "MODIFIED", "DELETED");
    }

    @Test
    void versionsAreStoredAsTheDefinitionSaysNow() {
        String name = define("foos", "Foo", "stored.example.com", version("v1", SCHEMA), version("v2", SCHEMA));
        create("foos", "Foo", "stored.example.com", "\"spec\":{}", "Strict");
        assertThat(Json.texts(api.get(name).body().at("/status/storedVersions")))
                .containsExactly("v1");
        Answer changed = api.patch(Wire.JSON_PATCH, name, """
                [{"op":"replace","path":"/spec/versions/0/storage","value":false},
                 {"op":"replace","path":"/spec/versions/1/storage","value":true}]""");
        assertThat(changed.code()).as(changed.message()).isEqualTo(200);
        assertThat(Json.texts(changed.body().at("/status/storedVersions"))).containsExactly("v1", "v2");
        String old = "/apis/stored.example.com/v1/namespaces/default/foos/x";
        assertThat(api.get(old).body().path("apiVersion").asString("")).isEqualTo("stored.example.com/v1");
        assertThat(api.get(old.replace("/v1/", "/v2/"))
                        .body()
                        .path("apiVersion")
                        .asString(""))
                .isEqualTo("stored.example.com/v2");
        // a version cannot leave while objects may be stored in it
        Answer early = api.patch(Wire.JSON_PATCH, name, "[{\"op\":\"remove\",\"path\":\"/spec/versions/0\"}]");
        assertThat(early.code()).isEqualTo(422);
        assertThat(early.message())
                .contains("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions;"
                        + " v1 was previously a storage version, and must remain in spec.versions until a storage"
                        + " migration ensures no data remains persisted in v1 and removes v1 from"
                        + " status.storedVersions");
        api.patch(Wire.MERGE, name + "/status", "{\"status\":{\"storedVersions\":[\"v2\"]}}");
        assertThat(api.patch(Wire.JSON_PATCH, name, "[{\"op\":\"remove\",\"path\":\"/spec/versions/0\"}]")
                        .code())
                .isEqualTo(200);
    }

    private static String version(String name, String schema) {
        return "{\"name\":\"%s\",\"served\":true,\"storage\":STORAGE,\"subresources\":{\"status\":{}},\"schema\":{\"openAPIV3Schema\":%s}}"
                .formatted(name, schema);
    }

    /** The first version is the stored one; gives the path of the definition. */
    private static String define(String plural, String kind, String group, String... versions) {
        String all = String.join(",", versions).replaceFirst("STORAGE", "true").replace("STORAGE", "false");
        Answer made = api.post(DEFINITIONS, """
                {"metadata":{"name":"%1$s.%3$s"},"spec":{"group":"%3$s","scope":"Namespaced",
                 "names":{"plural":"%1$s","kind":"%2$s"},"versions":[%4$s]}}""".formatted(plural, kind, group, all));
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        String name = DEFINITIONS + "/" + plural + "." + group;
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        api.get(name).body().at("/status/conditions").toString().contains("Established"));
        return name;
    }

    private static Answer create(String plural, String kind, String group, String fields, String validation) {
        return api.post(
                "/apis/" + group + "/v1/namespaces/default/" + plural + "?fieldValidation=" + validation,
                "{\"apiVersion\":\"" + group + "/v1\",\"kind\":\"" + kind + "\",\"metadata\":{\"name\":\"x\"}," + fields
                        + "}");
    }

    private static ObjectNode document() {
        return api.get("/openapi/v2").body();
    }

    private static JsonNode definition(String name) {
        return document().path("definitions").path(name);
    }

    private static JsonNode awaitDefinition(String name) {
        return await().atMost(Duration.ofSeconds(10)).until(() -> definition(name), found -> !found.isMissingNode());
    }
}
