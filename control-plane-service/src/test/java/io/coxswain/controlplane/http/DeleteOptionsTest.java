package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a deletion may be asked for, in its body and in its query. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeleteOptionsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private TestControlPlane controlPlane;
    private Wire wire;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        wire = new Wire(controlPlane, controlPlane.admin(), "tester/v1.0");
    }

    @AfterAll
    void stop() {
        wire.client().close();
        controlPlane.close();
    }

    private Answer create(String name) {
        return wire.post(
                MAPS, "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ?propagationPolicy=Foo          | ``                              | 422 | DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"
            ``                              | {"propagationPolicy":"Foo"}     | 422 | DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"
            ``                              | {"propagationPolicy":"Orphan","orphanDependents":true} | 422 | DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set
            ``                              | {"dryRun":["Some"]}             | 422 | DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"
            ?dryRun=Some                    | ``                              | 422 | DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"
            ?ignoreStoreReadErrorWithClusterBreakingPotential=true | ``       | 422 | DeleteOptions.meta.k8s.io "" is invalid: ignoreStoreReadErrorWithClusterBreakingPotential: Forbidden: is not supported by this server
            ``                              | {"ignoreStoreReadErrorWithClusterBreakingPotential":true} | 422 | DeleteOptions.meta.k8s.io "" is invalid: ignoreStoreReadErrorWithClusterBreakingPotential: Forbidden: is not supported by this server
            ``                              | {"kind":"Pod","apiVersion":"v1"} | 400 | decoded object cannot be converted to DeleteOptions
            ``                              | {"gracePeriodSeconds":"now"}    | 400 | DeleteOptions in version "v1" cannot be handled as a DeleteOptions: json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64
            """)
    void optionsThatMakeNoSenseAreRefused(String query, String body, int code, String message) {
        create("refused");
        Answer answer = wire.delete(MAPS + "/refused" + query, body);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test
    void preconditionsMustHold() {
        Answer created = create("held");
        String uid = created.body().path("metadata").path("uid").asString();
        Answer refused = wire.delete(MAPS + "/held", "{\"preconditions\":{\"uid\":\"other\"}}");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on ConfigMap \"held\": the UID in the precondition (other) does"
                                + " not match the UID in record (" + uid
                                + "). The object might have been deleted and then recreated");
        Answer old = wire.delete(MAPS + "/held", "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
        assertThat(old.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on ConfigMap \"held\": the ResourceVersion in the precondition"
                                + " (1) does not match the ResourceVersion in record (" + created.version()
                                + "). The object might have been modified");
        Answer gone = wire.delete(
                MAPS + "/held",
                "{\"preconditions\":{\"uid\":\"" + uid + "\",\"resourceVersion\":\"" + created.version() + "\"}}");
        assertThat(gone.code()).isEqualTo(200);
        assertThat(gone.body().path("details").path("uid").asString()).isEqualTo(uid);
    }

    @Test
    void dryRunLeavesTheObject() {
        create("dry");
        assertThat(wire.delete(MAPS + "/dry?dryRun=All", "").code()).isEqualTo(200);
        assertThat(wire.delete(MAPS + "/dry", "{\"dryRun\":[\"All\"]}").code()).isEqualTo(200);
        assertThat(wire.delete(MAPS + "/dry?dryRun=All", "{\"propagationPolicy\":\"Background\"}")
                        .code())
                .isEqualTo(200);
        assertThat(wire.get(MAPS + "/dry").code()).isEqualTo(200);
    }

    @Test
    void propagationIsAFinalizer() {
        create("front");
        Answer foreground = wire.delete(MAPS + "/front", "{\"propagationPolicy\":\"Foreground\"}");
        assertThat(foreground.body().path("metadata").path("finalizers").toString())
                .isEqualTo("[\"foregroundDeletion\"]");
        create("orphan");
        Answer orphan = wire.delete(MAPS + "/orphan?orphanDependents=true", "");
        assertThat(orphan.body().path("metadata").path("finalizers").toString()).isEqualTo("[\"orphan\"]");
        Answer again = wire.delete(MAPS + "/orphan?propagationPolicy=Background", "");
        assertThat(again.body().path("status").asString()).isEqualTo("Success");
        assertThat(wire.get(MAPS + "/orphan").code()).isEqualTo(404);
    }

    @Test
    void theBodyGoesBeforeTheQuery() {
        create("both");
        Answer deleted =
                wire.delete(MAPS + "/both?propagationPolicy=Foreground", "{\"propagationPolicy\":\"Background\"}");
        assertThat(deleted.body().path("status").asString()).isEqualTo("Success");
    }
}
