package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Unknown and repeated fields in every kind of write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerSideValidationTest {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String BOTH = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},"spec":{"unknown1":"x",
            "unknownDupe":1,"unknownDupe":2,"paused":true,"paused":false,"selector":{"matchLabels":{"app":"a"}},
            "template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"busybox:1.36",
            "unknownNested":"y","imagePullPolicy":"Always","imagePullPolicy":"Never"}]}}}}""";
    private static final List<String> FAULTS = List.of(
            "unknown field \"spec.unknown1\"",
            "unknown field \"spec.unknownDupe\"",
            "duplicate field \"spec.paused\"",
            "unknown field \"spec.template.spec.containers[0].unknownNested\"",
            "duplicate field \"spec.template.spec.containers[0].imagePullPolicy\"");

    private TestControlPlane controlPlane;
    private Wire wire;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        wire = new Wire(controlPlane, controlPlane.admin(), "tester/v1.0");
        assertThat(wire.call("POST", DEPLOYMENTS + "?fieldValidation=Ignore", Wire.JSON, BOTH.formatted("patched"))
                        .code())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        wire.client().close();
        controlPlane.close();
    }

    private static List<String> warnings(Answer answer) {
        return answer.response().headers().allValues("Warning").stream()
                .map(warning -> warning.replaceFirst("^299 - \"", "")
                        .replaceFirst("\"$", "")
                        .replace("\\\"", "\""))
                .toList();
    }

    @Test
    @DisplayName("FieldValidation should detect unknown and duplicate fields of a typed object")
    void createIsStrictWarnsOrIgnores() {
        Answer strict = wire.post(DEPLOYMENTS + "?fieldValidation=Strict", BOTH.formatted("strict"));
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: "
                        + String.join(", ", FAULTS));
        assertThat(warnings(wire.post(DEPLOYMENTS + "?fieldValidation=Warn", BOTH.formatted("warn"))))
                .isEqualTo(FAULTS);
        assertThat(warnings(wire.post(DEPLOYMENTS, BOTH.formatted("silent")))).isEqualTo(FAULTS);
        assertThat(warnings(wire.post(DEPLOYMENTS + "?fieldValidation=Ignore", BOTH.formatted("ignore"))))
                .isEmpty();
        Answer other = wire.post(DEPLOYMENTS + "?fieldValidation=Maybe", BOTH.formatted("maybe"));
        assertThat(other.message())
                .isEqualTo("CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Maybe\":"
                        + " supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
    }

    @Test
    void updatesAreHeldToTheSame() {
        Answer strict = wire.put(DEPLOYMENTS + "/patched?fieldValidation=Strict", BOTH.formatted("patched"));
        assertThat(strict.code()).isEqualTo(400);
        assertThat(warnings(wire.put(DEPLOYMENTS + "/patched", BOTH.formatted("patched"))))
                .isEqualTo(FAULTS);
    }

    @Test
    void yamlNamesTheLinesOfWhatIsRepeated() {
        String yaml = "apiVersion: v1\nkind: ConfigMap\nfoo: 1\nmetadata:\n  name: y\ndata:\n  a: x\n  a: y\n";
        Answer strict = wire.call(
                "POST", "/api/v1/namespaces/default/configmaps?fieldValidation=Strict", "application/yaml", yaml);
        assertThat(strict.message())
                .isEqualTo("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml:"
                        + " unmarshal errors:\n  line 8: key \"a\" already set in map, unknown field \"foo\"");
    }

    @Test
    void patchesAreRefusedAsInvalid() {
        Answer merge = wire.patch(
                Wire.MERGE,
                DEPLOYMENTS + "/patched?fieldValidation=Strict",
                "{\"spec\":{\"foo\":1,\"paused\":true,\"paused\":true}}");
        assertThat(merge.code()).isEqualTo(422);
        assertThat(merge.message())
                .startsWith(" \"\" is invalid: patch: Invalid value: \"{")
                .endsWith("}\": strict decoding error: duplicate field \"spec.paused\", unknown field \"spec.foo\"");
        Answer strategic = wire.patch(
                Wire.STRATEGIC, DEPLOYMENTS + "/patched?fieldValidation=Strict", "{\"spec\":{\"foo\":[1,\"a\"]}}");
        assertThat(strategic.message())
                .isEqualTo(
                        " \"\" is invalid: patch: Invalid value: \"map[spec:map[foo:[1 a]]]\": strict decoding error:"
                                + " unknown field \"spec.foo\"");
        Answer json = wire.patch(
                Wire.JSON_PATCH,
                DEPLOYMENTS + "/patched?fieldValidation=Strict",
                "[{\"op\":\"add\",\"path\":\"/spec/foo\",\"value\":1,\"bar\":2}]");
        assertThat(json.message())
                .endsWith("strict decoding error: json patch unknown field \"[0].bar\", unknown field \"spec.foo\"");
        Answer wrong = wire.patch(Wire.MERGE, DEPLOYMENTS + "/patched", "{\"spec\":{\"replicas\":\"many\"}}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(wrong.message())
                .endsWith(
                        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
    }

    @Test
    void patchesWarnAndIgnore() {
        assertThat(warnings(wire.patch(Wire.MERGE, DEPLOYMENTS + "/patched", "{\"spec\":{\"foo\":1}}")))
                .containsExactly("unknown field \"spec.foo\"");
        assertThat(warnings(wire.patch(
                        Wire.STRATEGIC, DEPLOYMENTS + "/patched?fieldValidation=Ignore", "{\"spec\":{\"foo\":1}}")))
                .isEmpty();
    }

    @Test
    void patchesOfUnknownFormOrOfNothingAreRefused() {
        Answer form = wire.patch("application/json", DEPLOYMENTS + "/patched", "{}");
        assertThat(form.code()).isEqualTo(415);
        assertThat(form.message())
                .isEqualTo("the body of the request was in an unknown format - accepted media types include:"
                        + " application/json-patch+json, application/merge-patch+json,"
                        + " application/strategic-merge-patch+json, application/apply-patch+yaml");
        Answer missing = wire.patch(Wire.MERGE, DEPLOYMENTS + "/missing", "{}");
        assertThat(missing.message()).isEqualTo("deployments.apps \"missing\" not found");
        String operations = "[" + "{\"op\":\"test\",\"path\":\"/kind\",\"value\":\"Deployment\"},".repeat(10_000)
                + "{\"op\":\"test\",\"path\":\"/kind\",\"value\":\"Deployment\"}]";
        Answer large = wire.patch(Wire.JSON_PATCH, DEPLOYMENTS + "/patched", operations);
        assertThat(large.code()).isEqualTo(413);
        assertThat(large.message()).isEqualTo("The allowed maximum operations in a JSON patch is 10000, got 10001");
    }
}
