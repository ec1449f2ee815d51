package io.coxswain.controlplane.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class FieldValidatorTest {
    private static final Schemas SCHEMAS = Schemas.load();
    private final FieldValidator validator = new FieldValidator(SCHEMAS);
    private final ObjectDecoder decoder = new ObjectDecoder(SCHEMAS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Deployment | {"spec":{"foo":1}} | spec.foo
            Deployment | {"spec":{"template":{"spec":{"containers":[{"name":"a"},{"nam":"b"}]}}}} | spec.template.spec.containers[1].nam
            Deployment | {"foo":1,"spec":{"bar":{}},"metadata":{"labels":{"any":"thing"},"nmae":"x"}} | foo spec.bar metadata.nmae
            Pod | {"apiVersion":"v1","kind":"Pod","spec":{"volumes":[{"emptyDri":{}}]}} | spec.volumes[0].emptyDri
            Pod | {"metadata":{"managedFields":[{"fieldsV1":{"f:any":{}}}]}} | ``
            ConfigMap | {"data":{"free":"key"},"dta":{}} | dta
            """)
    void namesUnknownFields(String kind, String json, String unknown) {
        var result = validator.validate(kind(kind), Json.parseObject(json));
        assertThat(String.join(" ", result.unknownFields())).isEqualTo(unknown);
        assertThat(result.typeError()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Deployment | {"spec":{"replicas":"3"}} | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
            Deployment | {"spec":{"replicas":1.5}} | json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32
            Deployment | {"spec":{"replicas":2147483648}} | json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32
            Deployment | {"spec":{"template":{"spec":{"containers":[{"env":[{"name":"A","value":1}]}]}}}} | json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string
            Deployment | {"spec":{"template":{"spec":{"containers":{}}}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container
            Pod | {"metadata":{"labels":{"a":true}}} | json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string
            Pod | {"metadata":"x"} | json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta
            Pod | {"spec":{"restartPolicy":3}} | json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy
            Pod | {"spec":{"hostNetwork":"yes"}} | json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool
            Service | {"spec":{"ports":[{"targetPort":{}}]}} | json: cannot unmarshal object into Go struct field ServicePort.spec.ports.targetPort of type int32
            Secret | {"data":{"a":"not base64!"}} | illegal base64 data at input byte 3
            Pod | {"spec":{"containers":[{"resources":{"limits":{"cpu":"lots"}}}]}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            Pod | {"spec":{"containers":[{"resources":{"limits":{"cpu":"1KM"}}}]}} | unable to parse quantity's suffix
            Pod | {"metadata":{"creationTimestamp":"yesterday"}} | parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
            """)
    void wordsWrongTypesAsKubernetes(String kind, String json, String message) {
        assertThat(validator.validate(kind(kind), Json.parseObject(json)).typeError())
                .isEqualTo(message);
    }

    @Test
    void dropsUnknownFieldsAndNullsAndKeepsEmpties() {
        ObjectNode pod = Json.parseObject("""
                {"metadata":{"name":"a","creationTimestamp":null,"annotations":{}},"bogus":1,
                 "spec":{"containers":[{"name":"c","imge":"x","command":[],"resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}}}]},
                 "status":{}}""");
        validator.normalise(Kinds.POD, pod);
        assertThat(pod).isEqualTo(Json.parseObject("""
                {"metadata":{"name":"a","annotations":{}},
                 "spec":{"containers":[{"name":"c","command":[],"resources":{"limits":{"cpu":"500m","memory":"1Gi"}}}]},
                 "status":{}}"""));
    }

    @Test
    void strictRefusesAndWarnWarns() {
        byte[] json = """
                {"apiVersion":"apps/v1","kind":"Deployment","spec":{"foo":1,"replicas":1,"replicas":2}}""".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> decode(json, FieldValidation.Strict))
                .isInstanceOf(ApiException.class)
                .hasMessage("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error:"
                        + " unknown field \"spec.foo\", duplicate field \"spec.replicas\"");
        var warned = decode(json, FieldValidation.Warn);
        assertThat(warned.warnings())
                .containsExactly("unknown field \"spec.foo\"", "duplicate field \"spec.replicas\"");
        assertThat(warned.object().path("spec")).isEqualTo(Json.parseObject("{\"replicas\":2}"));
        assertThat(decode(json, FieldValidation.Ignore).warnings()).isEmpty();
    }

    private ObjectDecoder.Decoded decode(byte[] json, FieldValidation validation) {
        ObjectDecoder.Parsed parsed = ObjectDecoder.parse(json);
        return decoder.decode(Kinds.DEPLOYMENT, parsed, validation);
    }

    @Test
    void findsDuplicatesInListsAndMaps() {
        String json = """
                {"a":[{"b":1},{"b":1,"b":2,"c":{"d":1,"d":2}}],"e":1,"e":2}""";
        assertThat(DuplicateFields.faults(json.getBytes(StandardCharsets.UTF_8), Set.of(), 10))
                .containsExactly("duplicate field \"a[1].b\"", "duplicate field \"a[1].c.d\"", "duplicate field \"e\"");
    }

    @Test
    void aKindWithoutSchemaHasTypedMetadataAndAnyOtherField() {
        var widget = new Kind<>(
                "example.com",
                "v1",
                "Widget",
                "widgets",
                true,
                List.of(),
                List.of(),
                java.util.Set.of(),
                io.fabric8.kubernetes.api.model.ConfigMap.class);
        var result = validator.validate(
                widget, Json.parseObject("{\"spec\":{\"any\":[1]},\"metadata\":{\"name\":\"w\",\"bogus\":1}}"));
        assertThat(result.unknownFields()).containsExactly("metadata.bogus");
        assertThat(validator
                        .validate(widget, Json.parseObject("{\"metadata\":{\"name\":7}}"))
                        .typeError())
                .isEqualTo(
                        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1000m, 1",
        "0.5, 500m",
        "1500m, 1500m",
        "1024, 1024",
        "1024Ki, 1Mi",
        "1.5Gi, 1536Mi",
        "0, 0",
        "0Gi, 0",
        "100000, 100k",
        "1e3, 1e3",
        "1E6, 1e6",
        "12e1, 120",
        "-1.50, -1500m",
        "+5, 5",
        ".5, 500m",
        "5., 5",
        "1n, 1n",
        "0.0000000001, 1n",
        "1Ei, 1Ei",
        "9223372036854775808, 9223372036854775807",
        "500Mi, 500Mi",
        "0.5Mi, 512Ki",
        "1000Ki, 1000Ki",
        "1e-3, 1e-3",
        "0.5Ki, 512",
        "129M, 129M",
        "123456, 123456"
    })
    void quantitiesAreCanonical(String given, String canonical) {
        assertThat(Quantity.fault(given)).isNull();
        assertThat(Quantity.canonical(given)).isEqualTo(canonical);
    }

    private static Kind<?> kind(String name) {
        return Kinds.ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsTheTypesOfKinds() {
        assertThat(Arrays.asList(
                        SCHEMAS.of(Kinds.POD).name(), SCHEMAS.of(Kinds.LEASE).name()))
                .containsExactly("io.k8s.api.core.v1.Pod", "io.k8s.api.coordination.v1.Lease");
        FieldSchema acquired =
                SCHEMAS.type("io.k8s.api.coordination.v1.LeaseSpec").field("acquireTime");
        assertThat(acquired).isNotNull().extracting(FieldSchema::shape).isEqualTo(Shape.Scalar.MICRO_TIME);
    }
}
