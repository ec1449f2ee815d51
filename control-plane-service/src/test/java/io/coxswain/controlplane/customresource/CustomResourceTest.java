package io.coxswain.controlplane.customresource;

import static io.coxswain.controlplane.customresource.CustomResources.DEFINITIONS;
import static io.coxswain.controlplane.customresource.CustomResources.condition;
import static io.coxswain.controlplane.customresource.CustomResources.definition;
import static io.coxswain.controlplane.customresource.CustomResources.object;
import static io.coxswain.controlplane.customresource.CustomResources.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.customresource.CustomResources.Answer;
import io.coxswain.json.Json;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CustomResourceTest {
    private static final String SPEC = """
            {"type": "object", "required": ["cron"], "properties": {
              "cron": {"type": "string", "pattern": "^.+$"},
              "replicas": {"type": "integer", "minimum": 0},
              "image": {"type": "string", "default": "busybox"},
              "raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
              "template": {"type": "object", "x-kubernetes-embedded-resource": true,
                           "x-kubernetes-preserve-unknown-fields": true}}}""";
    private static final String SUBRESOURCES = """
            , "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas",
               "statusReplicasPath": ".status.replicas", "labelSelectorPath": ".status.selector"}},
              "selectableFields": [{"jsonPath": ".spec.image"}],
              "additionalPrinterColumns": [
                {"name": "Cron", "type": "string", "jsonPath": ".spec.cron"},
                {"name": "Replicas", "type": "integer", "jsonPath": ".spec.replicas", "priority": 1},
                {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]""";

    private static TestControlPlane server;
    private static CustomResources api;

    @BeforeAll
    static void start() {
        server = TestControlPlane.start();
        api = new CustomResources(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("[sig-api-machinery] CustomResourceDefinition resources [Privileged:ClusterAdmin] Simple"
            + " CustomResourceDefinition creating/deleting custom resource definition objects works")
    void createsAndDeletes() {
        String group = "simple.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        Answer made = api.get(DEFINITIONS + "/crontabs." + group);
        assertThat(made.body()
                        .path("status")
                        .path("acceptedNames")
                        .path("listKind")
                        .asString(""))
                .isEqualTo("CronTabList");
        assertThat(condition(made.body(), "NamesAccepted")).isEqualTo("True");
        assertThat(Json.texts(made.body().path("status").path("storedVersions")))
                .containsExactly("v1");

        Answer created = api.post(path(group), object(group, "a", "{\"cron\": \"* *\", \"more\": 1}"));
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().path("spec")).isEqualTo(Json.parseObject("{\"cron\":\"* *\",\"image\":\"busybox\"}"));
        assertThat(created.body().path("metadata").path("generation").asInt(0)).isEqualTo(1);
        assertThat(created.warnings()).singleElement().asString().contains("unknown field \\\"spec.more\\\"");
        assertThat(api.get(path(group)).body().path("kind").asString("")).isEqualTo("CronTabList");

        assertThat(api.delete(DEFINITIONS + "/crontabs." + group).code()).isEqualTo(200);
        gone(DEFINITIONS + "/crontabs." + group);
        assertThat(api.get(path(group)).code()).isEqualTo(404);
        assertThat(api.get("/apis/" + group).code()).isEqualTo(404);
    }

    @Test
    void refusesWhatTheSchemaDoesNotAllowInKubernetesWords() {
        String group = "refusing.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        Answer refused = api.post(path(group), object(group, "a", "{\"replicas\": \"three\"}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("CronTab." + group + " \"a\" is invalid: [spec.replicas: Invalid value: \"string\":"
                        + " spec.replicas in body must be of type integer: \"string\", spec.cron: Required value,"
                        + " .spec.replicas: Invalid value: 0: .spec.replicas accessor error: three is of the type"
                        + " string, expected int64]");
        Answer strict =
                api.post(path(group) + "?fieldValidation=Strict", object(group, "a", "{\"cron\": \"x\", \"more\": 1}"));
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo("CronTab in version \"v1\" cannot be handled as a CronTab: strict decoding error: unknown"
                        + " field \"spec.more\"");
        assertThat(api.send(
                                "PATCH",
                                path(group) + "/a",
                                Json.object(),
                                "application/strategic-merge-patch+json",
                                "application/json")
                        .code())
                .isEqualTo(415);
    }

    @Test
    void hasStatusAndScale() {
        String group = "scaled.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        api.post(path(group), object(group, "a", "{\"cron\": \"x\", \"replicas\": 2}"));
        Answer status = api.merge(
                path(group) + "/a/status",
                "{\"spec\":{\"cron\":\"y\"},\"status\":{\"replicas\":1,\"selector\":\"a=b\"}}");
        assertThat(status.code()).as(status.body().toString()).isEqualTo(200);
        assertThat(status.body().path("spec").path("cron").asString("")).isEqualTo("x");
        assertThat(status.body().path("metadata").path("generation").asInt(0)).isEqualTo(1);
        ObjectNode scale = api.get(path(group) + "/a/scale").body();
        assertThat(scale.path("spec").path("replicas").asInt(0)).isEqualTo(2);
        assertThat(scale.path("status")).isEqualTo(Json.parseObject("{\"replicas\":1,\"selector\":\"a=b\"}"));
        assertThat(api.merge(path(group) + "/a/scale", "{\"spec\":{\"replicas\":5}}")
                        .body()
                        .path("spec")
                        .path("replicas")
                        .asInt(0))
                .isEqualTo(5);
        ObjectNode now = api.get(path(group) + "/a").body();
        assertThat(now.path("spec").path("replicas").asInt(0)).isEqualTo(5);
        assertThat(now.path("metadata").path("generation").asInt(0)).isEqualTo(2);
        Answer wrong = api.merge(path(group) + "/a/status", "{\"status\":{\"replicas\":\"many\"}}");
        assertThat(wrong.message())
                .contains("status.replicas: Invalid value: \"string\": replicas in body must be of type integer");
    }

    @Test
    void showsTheColumnsOfItsDefinition() {
        String group = "columns.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        api.post(path(group), object(group, "a", "{\"cron\": \"x\", \"replicas\": 2}"));
        ObjectNode table = api.table(path(group)).body();
        assertThat(table.path("columnDefinitions").findValuesAsString("name"))
                .containsExactly("Name", "Cron", "Replicas", "Age");
        JsonNode cells = table.path("rows").path(0).path("cells");
        assertThat(cells.path(0).asString("")).isEqualTo("a");
        assertThat(cells.path(1).asString("")).isEqualTo("x");
        assertThat(cells.path(2).asInt(0)).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "[sig-api-machinery] CustomResourceFieldSelectors [Privileged:ClusterAdmin] CustomResourceFieldSelectors"
                    + " MUST list and watch custom resources matching the field selector")
    void selectsByFields() {
        String group = "selected.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        api.post(path(group), object(group, "a", "{\"cron\": \"x\", \"image\": \"one\"}"));
        api.post(path(group), object(group, "b", "{\"cron\": \"x\", \"image\": \"two\"}"));
        Answer one = api.get(path(group) + "?fieldSelector=spec.image%3Done");
        assertThat(one.body().path("items").findValuesAsString("name")).containsExactly("a");
        assertThat(api.get(path(group) + "?fieldSelector=spec.cron%3Dx").code()).isEqualTo(400);
    }

    @Test
    @DisplayName("[sig-api-machinery] CustomResourceDefinition resources [Privileged:ClusterAdmin] custom resource"
            + " for requests and from storage works")
    void defaultsForRequestsAndFromStorage() {
        String group = "defaulted.example.com";
        api.define(definition(
                group,
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}",
                ""));
        api.post(path(group), object(group, "x", "{}"));
        assertThat(api.get(path(group) + "/x").body().path("spec").has("a")).isFalse();
        String name = DEFINITIONS + "/crontabs." + group;
        ObjectNode changed = api.get(name).body();
        ((ObjectNode) changed.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a"))
                .put("default", "A");
        assertThat(api.put(name, changed).code()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> api.get(path(group) + "/x")
                        .body()
                        .path("spec")
                        .path("a")
                        .asString("")
                        .equals("A"));
        assertThat(api.get(path(group)).body().at("/items/0/spec/a").asString(""))
                .isEqualTo("A");
        assertThat(api.post(path(group), object(group, "y", "{\"b\":\"B\"}"))
                        .body()
                        .path("spec"))
                .isEqualTo(Json.parseObject("{\"b\":\"B\",\"a\":\"A\"}"));
    }

    @Test
    void servesSeveralVersionsOfOneObject() {
        String group = "versions.example.com";
        ObjectNode definition = definition(group, SPEC, "");
        ObjectNode second = (ObjectNode) definition.at("/spec/versions/0").deepCopy();
        second.put("name", "v2beta1").put("storage", false).put("deprecated", true);
        definition.withArray("/spec/versions").add(second);
        api.define(definition);
        api.post(path(group), object(group, "a", "{\"cron\": \"x\"}"));
        Answer other = api.get(path(group).replace("/v1/", "/v2beta1/") + "/a");
        assertThat(other.body().path("apiVersion").asString("")).isEqualTo(group + "/v2beta1");
        assertThat(other.warnings())
                .singleElement()
                .asString()
                .contains(group + "/v2beta1 CronTab is deprecated; use " + group + "/v1 CronTab");
        ObjectNode groupDocument = api.get("/apis/" + group).body();
        assertThat(groupDocument.at("/preferredVersion/version").asString("")).isEqualTo("v1");
        assertThat(groupDocument.path("versions").findValuesAsString("version")).containsExactly("v1", "v2beta1");

        String name = DEFINITIONS + "/crontabs." + group;
        ObjectNode changed = api.get(name).body();
        ((ObjectNode) changed.at("/spec/versions/1")).put("served", false);
        assertThat(api.put(name, changed).code()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .until(() ->
                        api.get(path(group).replace("/v1/", "/v2beta1/") + "/a").code() == 404);
    }

    @Test
    void takesItsObjectsAlongAndEndsTheirWatches() {
        String group = "going.example.com";
        api.define(definition(group, SPEC, ""));
        ObjectNode held = object(group, "held", "{\"cron\": \"x\"}");
        held.withObject("/metadata").putArray("finalizers").add("example.com/hold");
        assertThat(api.post(path(group), held).code()).isEqualTo(201);
        String name = DEFINITIONS + "/crontabs." + group;
        api.delete(name);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        api.get(path(group) + "/held").body().path("metadata").has("deletionTimestamp"));
        assertThat(condition(api.get(name).body(), "Terminating")).isEqualTo("True");
        assertThat(api.post(path(group), object(group, "new", "{\"cron\": \"x\"}"))
                        .code())
                .isEqualTo(405);
        api.merge(path(group) + "/held", "{\"metadata\":{\"finalizers\":null}}");
        gone(name);
    }

    @Test
    void tellsOfNamesThatAreTaken() {
        String group = "taken.example.com";
        api.define(definition(group, SPEC, ""));
        ObjectNode second = definition(group, SPEC, "");
        ((ObjectNode) second.path("metadata")).put("name", "tabs." + group);
        ((ObjectNode) second.at("/spec/names")).put("plural", "tabs");
        api.post(DEFINITIONS, second);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> condition(api.get(DEFINITIONS + "/tabs." + group).body(), "NamesAccepted")
                        .equals("False"));
        JsonNode conditions = api.get(DEFINITIONS + "/tabs." + group).body().at("/status/conditions");
        assertThat(conditions.findValuesAsString("message")).contains("\"CronTabList\" is already in use");
        api.delete(DEFINITIONS + "/crontabs." + group);
        api.established("tabs." + group);
    }

    @Test
    void isSubjectToOwnersAndNamespacesLikeAnyKind() {
        String group = "owned.example.com";
        api.define(definition(group, SPEC, ""));
        assertThat(api.post("/api/v1/namespaces", Json.parseObject("{\"metadata\":{\"name\":\"crowded\"}}"))
                        .code())
                .isEqualTo(201);
        String crowded = path(group).replace("default", "crowded");
        ObjectNode owner =
                api.post(crowded, object(group, "owner", "{\"cron\":\"x\"}")).body();
        ObjectNode map = Json.parseObject("{\"metadata\":{\"name\":\"owned\"}}");
        map.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", group + "/v1")
                .put("kind", "CronTab")
                .put("name", "owner")
                .put("uid", owner.at("/metadata/uid").asString(""));
        assertThat(api.post("/api/v1/namespaces/crowded/configmaps", map).code())
                .isEqualTo(201);
        api.delete(crowded + "/owner");
        gone("/api/v1/namespaces/crowded/configmaps/owned");
        assertThat(api.post(crowded, object(group, "second", "{\"cron\":\"x\"}"))
                        .code())
                .isEqualTo(201);
        api.delete("/api/v1/namespaces/crowded");
        gone("/api/v1/namespaces/crowded");
        gone(crowded + "/second");
    }

    @Test
    @DisplayName("[sig-api-machinery] FieldValidation should create/apply an invalid CR with extra properties for CRD"
            + " with validation schema")
    void ownsFieldsByItsSchema() {
        String group = "applied.example.com";
        String spec = """
                {"type": "object", "properties": {
                  "cron": {"type": "string"},
                  "ports": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                    "items": {"type": "object", "required": ["name"], "properties": {
                      "name": {"type": "string"}, "number": {"type": "integer"}}}}}}""";
        api.define(definition(group, spec, ""));
        Answer first = apply(group, "one", "", "{\"cron\":\"x\",\"ports\":[{\"name\":\"a\",\"number\":1}]}");
        assertThat(first.code()).as(first.body().toString()).isEqualTo(201);
        Answer second = apply(group, "two", "", "{\"ports\":[{\"name\":\"b\",\"number\":2}]}");
        assertThat(second.body().path("spec").path("ports").findValuesAsString("name"))
                .containsExactly("a", "b");
        assertThat(second.body()
                        .at("/metadata/managedFields/0/fieldsV1/f:spec/f:ports")
                        .propertyNames())
                .containsExactly("k:{\"name\":\"a\"}");
        Answer conflict = apply(group, "two", "", "{\"cron\":\"y\"}");
        assertThat(conflict.code()).isEqualTo(409);
        Answer unknown = apply(group, "two", "&fieldValidation=Strict", "{\"more\":\"y\"}");
        assertThat(unknown.message()).contains(".spec.more: field not declared in schema");
    }

    @Test
    @DisplayName("[sig-api-machinery] CustomResourcePublishOpenAPI [Privileged:ClusterAdmin] works for CRD with"
            + " validation schema")
    void isPublishedInOpenApi() {
        String group = "batch.published.example.com";
        api.define(definition(group, SPEC, SUBRESOURCES));
        String address = api.get("/openapi/v3")
                .body()
                .path("paths")
                .path("apis/" + group + "/v1")
                .path("serverRelativeURL")
                .asString("");
        ObjectNode document = api.get(address).body();
        JsonNode component = document.path("components").path("schemas").path("com.example.published.batch.v1.CronTab");
        assertThat(component.at("/properties/spec/properties/replicas"))
                .isEqualTo(Json.parseObject("{\"type\":\"integer\",\"minimum\":0}"));
        assertThat(component.at("/properties/metadata/allOf/0/$ref").asString(""))
                .endsWith("ObjectMeta");
        assertThat(component.path("x-kubernetes-group-version-kind").path(0))
                .isEqualTo(Json.parseObject("{\"group\":\"" + group + "\",\"kind\":\"CronTab\",\"version\":\"v1\"}"));
        assertThat(document.path("paths").has(path(group).replace("default", "{namespace}") + "/{name}/scale"))
                .isTrue();
        String before = api.get("/openapi/v3").body().toString();
        api.delete(DEFINITIONS + "/crontabs." + group);
        gone(DEFINITIONS + "/crontabs." + group);
        assertThat(before).contains(group);
        assertThat(api.get("/openapi/v3").body().toString()).doesNotContain(group);
    }

    private static Answer apply(String group, String manager, String more, String spec) {
        return api.send(
                "PATCH",
                path(group) + "/a?fieldManager=" + manager + more,
                object(group, "a", spec),
                "application/apply-patch+yaml",
                "application/json");
    }

    @Test
    void refusesDefinitionsInKubernetesWords() {
        ObjectNode wrong =
                definition("wrong.example.com", "{\"properties\":{\"a\":{\"type\":\"string\",\"default\":1}}}", "");
        ((ObjectNode) wrong.path("metadata")).put("name", "other");
        Answer refused = api.post(DEFINITIONS, wrong);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("CustomResourceDefinition.apiextensions.k8s.io \"other\" is invalid: [metadata.name: Invalid"
                        + " value: \"other\": must be spec.names.plural+\".\"+spec.group,"
                        + " spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty"
                        + " for specified object fields]");
        Answer unapproved = api.post(DEFINITIONS, definition("stage.k8s.io", SPEC, ""));
        assertThat(unapproved.message())
                .contains("metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have"
                        + " approval annotation \"api-approved.kubernetes.io\"");
    }

    private static void gone(String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> api.get(path).code() == 404);
    }
}
