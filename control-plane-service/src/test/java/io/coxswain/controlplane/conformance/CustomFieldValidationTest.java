package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of fields that are unknown or stand twice. */
class CustomFieldValidationTest {
    private static final String OPEN = "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";
    private static final String CLOSED = """
            {"type":"object","properties":{"spec":{"type":"object",%s
              "properties":{"cronSpec":{"type":"string","pattern":"^(\\\\d+|\\\\*)(/\\\\d+)?(\\\\s+(\\\\d+|\\\\*)(/\\\\d+)?){4}$"},
                "ports":{"type":"array","x-kubernetes-list-map-keys":["containerPort","protocol"],
                  "x-kubernetes-list-type":"map","items":{"type":"object","required":["containerPort","protocol"],
                    "properties":{"containerPort":{"type":"integer","format":"int32"},"hostIP":{"type":"string"},
                      "hostPort":{"type":"integer"},"name":{"type":"string"},"protocol":{"type":"string"}}}},
                "embedded":{"type":"object","x-kubernetes-embedded-resource":true,
                  "x-kubernetes-preserve-unknown-fields":true}}}}}""";
    private static final String FINE = """
            {"apiVersion":"%1$s/v1","kind":"Cron","metadata":{"name":"%2$s","finalizers":["test/finalizer"]%3$s},
             "spec":{"cronSpec":"* * * * */5","ports":[{"name":"x","containerPort":80,"protocol":"TCP"}]%4$s}}""";

    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        api = Wire.admin(controlPlane);
        define("open.example.com", OPEN);
        define("closed.example.com", CLOSED.formatted(""));
        define("keeping.example.com", CLOSED.formatted("\"x-kubernetes-preserve-unknown-fields\":true,"));
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("FieldValidation should create/apply a CR with unknown fields for CRD with no validation schema")
    void anythingGoesWithoutASchema() {
        String body = FINE.formatted("open.example.com", "any", "", ",\"unknown\":\"uk1\"");
        Answer applied = apply("open.example.com", "any", body, "Strict");
        assertThat(applied.code()).as(applied.message()).isEqualTo(201);
        assertThat(applied.body().at("/spec/unknown").asString("")).isEqualTo("uk1");
        assertThat(create("open.example.com", body.replace("\"any\"", "\"more\""), "Strict")
                        .code())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("FieldValidation should create/apply a valid CR for CRD with validation schema")
    void whatTheSchemaKnowsIsApplied() {
        Answer applied =
                apply("closed.example.com", "fine", FINE.formatted("closed.example.com", "fine", "", ""), "Strict");
        assertThat(applied.code()).as(applied.message()).isEqualTo(201);
        assertThat(applied.response().headers().allValues("Warning")).isEmpty();
        Answer again =
                apply("closed.example.com", "fine", FINE.formatted("closed.example.com", "fine", "", ""), "Strict");
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.version()).isEqualTo(applied.version());
    }

    @Test
    @DisplayName("FieldValidation should create/apply an invalid CR with extra properties for CRD with validation"
            + " schema")
    void whatTheSchemaDoesNotKnowIsRefused() {
        String body = FINE.formatted("closed.example.com", "extra", "", ",\"extraProperty\":\"arbitrary-value\"");
        Answer applied = apply("closed.example.com", "extra", body, "Strict");
        assertThat(applied.message()).contains(".spec.extraProperty: field not declared in schema");
        Answer created = create("closed.example.com", body, "Strict");
        assertThat(created.code()).isEqualTo(400);
        assertThat(created.message()).endsWith("strict decoding error: unknown field \"spec.extraProperty\"");
        Answer warned = create("closed.example.com", body, "Warn");
        assertThat(warned.response().headers().allValues("Warning"))
                .containsExactly("299 - \"unknown field \\\"spec.extraProperty\\\"\"");
        assertThat(warned.body().path("spec").has("extraProperty")).isFalse();
    }

    @Test
    @DisplayName("FieldValidation should detect duplicates in a CR when preserving unknown fields")
    void duplicatesAreFoundInWhatIsKept() {
        String body =
                FINE.formatted("keeping.example.com", "twice", "", ",\"unknown\":\"uk1\",\"cronSpec\":\"* * * * *\"");
        Answer created = create("keeping.example.com", body, "Strict");
        assertThat(created.code()).isEqualTo(400);
        assertThat(created.message()).endsWith("strict decoding error: duplicate field \"spec.cronSpec\"");
        Answer warned = create("keeping.example.com", body, "Warn");
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.response().headers().allValues("Warning"))
                .containsExactly("299 - \"duplicate field \\\"spec.cronSpec\\\"\"");
        assertThat(warned.body().at("/spec/unknown").asString("")).isEqualTo("uk1");
    }

    @Test
    @DisplayName("FieldValidation should detect unknown metadata fields in both the root and embedded object of a CR")
    void metadataIsKnownInBothPlaces() {
        String body = FINE.formatted(
                "closed.example.com",
                "meta",
                ",\"unknownMeta\":\"foo\"",
                ",\"embedded\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\","
                        + "\"embeddedMeta\":\"bar\"}}");
        Answer created = create("closed.example.com", body, "Strict");
        assertThat(created.code()).isEqualTo(400);
        assertThat(created.message())
                .contains("unknown field \"metadata.unknownMeta\"")
                .contains("unknown field \"spec.embedded.metadata.embeddedMeta\"");
        Answer warned = create("closed.example.com", body, "Warn");
        assertThat(warned.response().headers().allValues("Warning")).hasSize(2);
        assertThat(warned.body().path("metadata").has("unknownMeta")).isFalse();
        assertThat(warned.body().at("/spec/embedded/metadata").has("embeddedMeta"))
                .isFalse();
    }

    @Test
    @DisplayName("FieldValidation should detect unknown metadata fields of a typed object")
    void metadataOfBuiltInKindsIsKnown() {
        String body = """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"meta","unknownMeta":"unknown"}}""";
        Answer created = api.post("/api/v1/namespaces/default/configmaps?fieldValidation=Strict", body);
        assertThat(created.code()).isEqualTo(400);
        assertThat(created.message()).endsWith("strict decoding error: unknown field \"metadata.unknownMeta\"");
    }

    private static void define(String group, String schema) {
        Answer made = api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata":{"name":"crons.%1$s"},"spec":{"group":"%1$s","scope":"Namespaced",
                 "names":{"plural":"crons","kind":"Cron"},"versions":[{"name":"v1","served":true,"storage":true,
                   "schema":{"openAPIV3Schema":%2$s}}]}}""".formatted(group, schema));
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        await().until(() -> api.send("GET", "/apis/" + group + "/v1", "", "").statusCode() == 200);
    }

    private static Answer create(String group, String body, String validation) {
        return api.post("/apis/" + group + "/v1/namespaces/default/crons?fieldValidation=" + validation, body);
    }

    private static Answer apply(String group, String name, String body, String validation) {
        return api.patch(
                Wire.APPLY,
                "/apis/" + group + "/v1/namespaces/default/crons/" + name
                        + "?fieldManager=field_validation_mgr&fieldValidation=" + validation,
                body);
    }
}
