package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply and the managed fields of every other write, over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String SERVICES = "/api/v1/namespaces/default/services";

    private TestControlPlane controlPlane;
    private Wire wire;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        wire = new Wire(controlPlane, controlPlane.admin(), "tester/v1.0 (linux)");
    }

    @AfterAll
    void stop() {
        wire.client().close();
        controlPlane.close();
    }

    private static String deployment(String name, String spec) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},"spec":{%s
                "selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},
                "spec":{"containers":[{"name":"c","image":"busybox:1.36"}]}}}}""".formatted(name, spec);
    }

    private static String map(String name, String data) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":%s}""".formatted(name, data);
    }

    private static JsonNode managed(Answer answer) {
        return answer.body().path("metadata").path("managedFields");
    }

    /** {@code manager operation subresource} of each entry. */
    private static List<String> owners(Answer answer) {
        return managed(answer)
                .valueStream()
                .map(entry -> (entry.path("manager").asString("") + " "
                                + entry.path("operation").asString("") + " "
                                + entry.path("subresource").asString(""))
                        .trim())
                .toList();
    }

    private static JsonNode fields(Answer answer, String owner) {
        return managed(answer).get(owners(answer).indexOf(owner)).path("fieldsV1");
    }

    private static JsonNode json(String text) {
        return Json.parseObject(text);
    }

    @Test
    void creatingOwnsWhatIsGivenAndDefaulted() {
        Answer created = wire.post(DEPLOYMENTS, deployment("create", "\"replicas\":2,"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(managed(created)).hasSize(1);
        JsonNode entry = managed(created).get(0);
        assertThat(entry.path("manager").asString()).isEqualTo("tester");
        assertThat(entry.path("operation").asString()).isEqualTo("Update");
        assertThat(entry.path("apiVersion").asString()).isEqualTo("apps/v1");
        assertThat(entry.path("fieldsType").asString()).isEqualTo("FieldsV1");
        assertThat(entry.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(entry.path("fieldsV1")).isEqualTo(json("""
                {"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},
                "f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},
                "f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},
                "f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},
                "f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},
                "f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},
                "f:terminationGracePeriodSeconds":{}}}}}"""));
    }

    @Test
    void metadataIsOwnedButForWhatTheServerSets() {
        Answer created = wire.post(MAPS, """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"meta-","labels":{"b":"1","a":"2"},
                "annotations":{"x.io/y":"z"},"finalizers":["x.io/keep"],
                "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"n","uid":"u-1"}]},"data":{"k":"v"}}""");
        assertThat(fields(created, "tester Update").toString()).isEqualTo("""
                {"f:data":{".":{},"f:k":{}},"f:metadata":{"f:annotations":{".":{},"f:x.io/y":{}},\
                "f:finalizers":{".":{},"v:\\"x.io/keep\\"":{}},"f:generateName":{},\
                "f:labels":{".":{},"f:a":{},"f:b":{}},\
                "f:ownerReferences":{".":{},"k:{\\"uid\\":\\"u-1\\"}":{}}}}""");
    }

    @Test
    @DisplayName("applying to an object that is not there creates it")
    void applyCreates() {
        Answer applied = wire.apply(DEPLOYMENTS + "/applied", "one", deployment("applied", "\"replicas\":2,"));
        assertThat(applied.code()).isEqualTo(201);
        assertThat(owners(applied)).containsExactly("one Apply");
        assertThat(fields(applied, "one Apply")).isEqualTo(json("""
                {"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},
                "f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:name":{}}}}}}}"""));
        assertThat(applied.body().path("spec").path("strategy").path("type").asString())
                .isEqualTo("RollingUpdate");
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        String yaml = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: again
                data:
                  a: "1"
                """;
        Answer first = wire.apply(MAPS + "/again", "one", yaml);
        Answer second = wire.apply(MAPS + "/again", "one", yaml);
        assertThat(second.code()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void anotherApplierIsInConflict() {
        wire.apply(DEPLOYMENTS + "/conflict", "one", deployment("conflict", "\"replicas\":1,"));
        Answer refused = wire.apply(DEPLOYMENTS + "/conflict", "two", deployment("conflict", "\"replicas\":2,"));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body()).isEqualTo(json("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                "message":"Apply failed with 1 conflict: conflict with \\"one\\": .spec.replicas","reason":"Conflict",
                "details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \\"one\\"",
                "field":".spec.replicas"}]},"code":409}"""));
        String path = DEPLOYMENTS + "/conflict?fieldManager=two&force=true";
        Answer forced = wire.patch(Wire.APPLY, path, deployment("conflict", "\"replicas\":2,"));
        assertThat(forced.code()).isEqualTo(200);
        assertThat(fields(forced, "one Apply").path("f:spec").has("f:replicas")).isFalse();
        assertThat(fields(forced, "one Apply").path("f:spec").has("f:selector")).isTrue();
        assertThat(fields(forced, "two Apply").path("f:spec").has("f:replicas")).isTrue();
    }

    @Test
    void conflictsNameAllOwners() {
        wire.post(MAPS, map("many", "{\"a\":\"1\",\"b\":\"1\"}"));
        wire.apply(MAPS + "/many", "one", map("many", "{\"c\":\"1\"}"));
        Answer refused = wire.apply(MAPS + "/many", "two", map("many", "{\"a\":\"2\",\"b\":\"2\",\"c\":\"2\"}"));
        assertThat(refused.message()).isEqualTo("""
                Apply failed with 3 conflicts: conflicts with "one":
                - .data.c
                conflicts with "tester" using v1:
                - .data.a
                - .data.b""");
        assertThat(refused.body().path("details").path("causes")).hasSize(3);
    }

    @Test
    void whatIsNoLongerAppliedGoesUnlessSomebodyElseOwnsIt() {
        String path = MAPS + "/prune";
        wire.apply(path, "one", map("prune", "{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"}"));
        Answer shared = wire.apply(path, "two", map("prune", "{\"b\":\"1\"}"));
        assertThat(shared.code()).isEqualTo(200);
        wire.as("editor").patch(Wire.MERGE, path, "{\"data\":{\"d\":\"1\"}}");
        Answer pruned = wire.apply(path, "one", map("prune", "{\"a\":\"1\"}"));
        assertThat(pruned.body().path("data")).isEqualTo(json("{\"a\":\"1\",\"b\":\"1\",\"d\":\"1\"}"));
        assertThat(fields(pruned, "two Apply")).isEqualTo(json("{\"f:data\":{\"f:b\":{}}}"));
        Answer last = wire.apply(path, "two", map("prune", "{}"));
        assertThat(last.body().path("data")).isEqualTo(json("{\"a\":\"1\",\"d\":\"1\"}"));
    }

    @Test
    void listsAreMergedByTheirKeysAndKeysHaveDefaults() {
        String path = SERVICES + "/ports";
        wire.apply(path, "one", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"ports"},"spec":{"ports":[
                {"name":"http","port":80},{"name":"dns","port":53,"protocol":"UDP"}]}}""");
        Answer both = wire.apply(path, "two", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"ports"},"spec":{"ports":[
                {"name":"tls","port":443,"protocol":"TCP"},{"port":80,"appProtocol":"http"}]}}""");
        assertThat(both.code()).isEqualTo(200);
        assertThat(fields(both, "two Apply").path("f:spec").path("f:ports").propertyNames())
                .containsExactly("k:{\"port\":80,\"protocol\":\"TCP\"}", "k:{\"port\":443,\"protocol\":\"TCP\"}");
        assertThat(both.body()
                        .path("spec")
                        .path("ports")
                        .valueStream()
                        .map(port -> port.path("port").asInt()))
                .containsExactly(443, 80, 53);
        Answer less = wire.apply(path, "one", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"ports"},"spec":{"ports":[
                {"name":"http","port":80}]}}""");
        assertThat(less.body()
                        .path("spec")
                        .path("ports")
                        .valueStream()
                        .map(port -> port.path("port").asInt()))
                .containsExactly(443, 80);
    }

    @Test
    void atomicValuesHaveOneOwner() {
        String path = SERVICES + "/atomic";
        String service = """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"atomic"},"spec":{"selector":%s,
                "ports":[{"port":80}]}}""";
        wire.apply(path, "one", service.formatted("{\"a\":\"1\"}"));
        Answer refused = wire.apply(path, "two", service.formatted("{\"b\":\"1\"}"));
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.selector");
    }

    @Test
    void updatesTakeOwnershipOfWhatTheyChange() {
        String path = MAPS + "/update";
        wire.apply(path, "one", map("update", "{\"a\":\"1\",\"b\":\"1\"}"));
        ObjectNode object = wire.get(path).body();
        object.putObject("data").put("a", "2").put("b", "1");
        Answer updated = wire.as("editor").put(path, object.toString());
        assertThat(fields(updated, "one Apply")).isEqualTo(json("{\"f:data\":{\"f:b\":{}}}"));
        assertThat(fields(updated, "editor Update")).isEqualTo(json("{\"f:data\":{\"f:a\":{}}}"));
        Answer same = wire.as("third").put(path, updated.body().toString());
        assertThat(same.body()).isEqualTo(updated.body());
    }

    @Test
    void statusHasOwnersOfItsOwn() {
        String path = DEPLOYMENTS + "/status";
        wire.apply(path, "one", deployment("status", ""));
        Answer patched = wire.as("controller").patch(Wire.MERGE, path + "/status", """
                {"metadata":{"annotations":{"seen":"yes"}},"spec":{"replicas":9},"status":{"replicas":1,
                "conditions":[{"type":"Available","status":"True"}]}}""");
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.body().path("spec").path("replicas").asInt()).isEqualTo(1);
        assertThat(fields(patched, "controller Update status")).isEqualTo(json("""
                {"f:metadata":{"f:annotations":{".":{},"f:seen":{}}},
                "f:status":{"f:conditions":{".":{},"k:{\\"type\\":\\"Available\\"}":{".":{},"f:status":{},"f:type":{}}},
                "f:replicas":{}}}"""));
        Answer refused = wire.apply(path + "/status", "two", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"status"},"status":{"replicas":5}}""");
        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"controller\" with subresource \"status\""
                        + " using apps/v1: .status.replicas");
        Answer applied = wire.apply(path + "/status", "two", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"status"},"spec":{"paused":true},
                "status":{"observedGeneration":5}}""");
        assertThat(fields(applied, "two Apply status")).isEqualTo(json("{\"f:status\":{\"f:observedGeneration\":{}}}"));
        assertThat(applied.body().path("spec").has("paused")).isFalse();
    }

    @Test
    void replicasAreOwnedThroughScale() {
        String path = DEPLOYMENTS + "/scaled";
        wire.apply(path, "one", deployment("scaled", "\"replicas\":1,"));
        Answer scale = wire.as("kubectl/v1").patch(Wire.MERGE, path + "/scale", "{\"spec\":{\"replicas\":3}}");
        assertThat(scale.body().path("kind").asString()).isEqualTo("Scale");
        Answer scaled = wire.get(path);
        assertThat(owners(scaled)).containsExactly("one Apply", "kubectl Update scale");
        assertThat(fields(scaled, "kubectl Update scale")).isEqualTo(json("{\"f:spec\":{\"f:replicas\":{}}}"));
        assertThat(fields(scaled, "one Apply").path("f:spec").has("f:replicas")).isFalse();
        String wanted = """
                {"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"scaled"},"spec":{"replicas":4}}""";
        Answer refused = wire.apply(path + "/scale", "two", wanted);
        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using"
                        + " autoscaling/v1: .spec.replicas");
        assertThat(wire.patch(Wire.APPLY, path + "/scale?fieldManager=two&force=true", wanted)
                        .code())
                .isEqualTo(200);
        assertThat(owners(wire.get(path))).containsExactly("two Apply scale", "one Apply");
    }

    @Test
    void anEmptyListOfManagedFieldsResetsThem() {
        String path = MAPS + "/reset";
        wire.apply(path, "one", map("reset", "{\"a\":\"1\"}"));
        Answer reset = wire.patch(Wire.MERGE, path, "{\"metadata\":{\"managedFields\":[{}]}}");
        assertThat(reset.body().path("metadata").has("managedFields")).isFalse();
        wire.apply(path, "one", map("reset", "{\"a\":\"1\"}"));
        Answer again = wire.patch(
                Wire.JSON_PATCH, path, "[{\"op\":\"replace\",\"path\":\"/metadata/managedFields\",\"value\":[]}]");
        assertThat(again.body().path("metadata").has("managedFields")).isFalse();
    }

    @Test
    void malformedManagedFieldsAreNotTaken() {
        String path = MAPS + "/malformed";
        Answer applied = wire.apply(path, "one", map("malformed", "{\"a\":\"1\"}"));
        Answer patched = wire.patch(Wire.MERGE, path, """
                {"metadata":{"managedFields":[{"manager":"x","operation":"Steal","apiVersion":"v1",
                "fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]}}""");
        assertThat(managed(patched)).isEqualTo(managed(applied));
        Answer renamed = wire.patch(Wire.MERGE, path, """
                {"metadata":{"managedFields":[{"manager":"x","operation":"Apply","apiVersion":"v1",
                "fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]}}""");
        assertThat(owners(renamed)).containsExactly("x Apply");
    }

    @Test
    void theOldestUpdatersAreMerged() {
        wire.as("m0").post(MAPS, map("cap", "{\"k0\":\"1\"}"));
        Answer last = wire.get(MAPS + "/cap");
        for (int manager = 1; manager <= 11; manager++) {
            last = wire.as("m" + manager).patch(Wire.MERGE, MAPS + "/cap", "{\"data\":{\"k" + manager + "\":\"1\"}}");
        }
        assertThat(owners(last)).hasSize(10).contains("ancient-changes Update");
        assertThat(fields(last, "ancient-changes Update").path("f:data").size()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void dryRunShowsWhatWouldBe() {
        Answer created = wire.patch(Wire.APPLY, MAPS + "/dry?fieldManager=one&dryRun=All", map("dry", "{\"a\":\"1\"}"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(owners(created)).containsExactly("one Apply");
        assertThat(wire.get(MAPS + "/dry").code()).isEqualTo(404);
    }

    @Test
    void applyAfterClientSideApplyTakesOver() {
        String last = "{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"ConfigMap\\\",\\\"metadata\\\":{\\\"name\\\":"
                + "\\\"csa\\\"},\\\"data\\\":{\\\"a\\\":\\\"1\\\"}}";
        wire.call("POST", MAPS + "?fieldManager=kubectl-client-side-apply", Wire.JSON, """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"csa","annotations":
                {"kubectl.kubernetes.io/last-applied-configuration":"%s"}},"data":{"a":"1"}}""".formatted(last));
        assertThat(wire.apply(MAPS + "/csa", "other", map("csa", "{\"a\":\"2\"}"))
                        .code())
                .isEqualTo(409);
        Answer applied = wire.apply(MAPS + "/csa", "kubectl", map("csa", "{\"a\":\"2\"}"));
        assertThat(applied.code()).isEqualTo(200);
        assertThat(applied.body().path("metadata").path("annotations").toString())
                .contains("\\\"a\\\":\\\"2\\\"");
    }

    @Test
    void faultsOfAConfigurationAreNamed() {
        String path = MAPS + "/bad";
        assertThat(wire.patch(Wire.APPLY, path, map("bad", "{}")).message())
                .isEqualTo("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
                        + " apply patch");
        assertThat(wire.patch(Wire.MERGE, path + "?force=true", "{}").message())
                .isEqualTo("PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for"
                        + " non-apply patch");
        assertThat(wire.apply(path, "one", "{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}")
                        .message())
                .isEqualTo("invalid object type: /v1, Kind=Secret");
        assertThat(wire.apply(path, "one", "a: [").message()).startsWith("error decoding YAML: ");
        assertThat(wire.apply(path, "one", """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bad","managedFields":[]}}""").message()).isEqualTo("metadata.managedFields must be nil");
        assertThat(wire.apply(path, "one", """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bad","namespace":"default"},"dta":{}}""").message())
                .isEqualTo("failed to create typed patch object (default/bad; /v1, Kind=ConfigMap): .dta: field not"
                        + " declared in schema");
        assertThat(wire.apply(
                                DEPLOYMENTS + "/bad",
                                "one",
                                deployment("bad", "")
                                        .replace("\"containers\":[", "\"containers\":[{\"name\":\"c\"},{\"foo\":1},"))
                        .message())
                .isEqualTo("""
                        failed to create typed patch object (/bad; apps/v1, Kind=Deployment): errors:
                          .spec.template.spec.containers: element 1: associative list with keys has an element that \
                        omits all key fields ["name"] (and doesn't have default values for any key fields)
                          .spec.template.spec.containers: duplicate entries for key [name="c"]""");
        assertThat(wire.apply(MAPS + "/other", "one", map("bad", "{}")).message())
                .isEqualTo("the name of the object (bad) does not match the name on the URL (other)");
    }

    @Test
    void repeatedKeysAreRefusedOrWarnedOf() {
        String yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\ndata:\n  a: x\n  a: y\n";
        Answer strict = wire.patch(Wire.APPLY, MAPS + "/twice?fieldManager=one&fieldValidation=Strict", yaml);
        assertThat(strict.message())
                .isEqualTo("error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                        + "  line 7: key \"a\" already set in map");
        Answer warned = wire.apply(MAPS + "/twice", "one", yaml);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.response().headers().allValues("Warning")).hasSize(1);
    }
}
