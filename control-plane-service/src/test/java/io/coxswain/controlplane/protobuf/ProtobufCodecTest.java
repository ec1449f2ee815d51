package io.coxswain.controlplane.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.kubernetes.client.proto.IntStr.IntOrString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource.Quantity;
import io.kubernetes.client.proto.Runtime.TypeMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Networking;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ProtobufCodecTest {
    private final ProtobufCodec codec = new ProtobufCodec(Schemas.load());

    @Test
    void readsDeleteOptionsAsKubectlDrainSendsThem() {
        byte[] body = HexFormat.of().parseHex("6b3873000a130a02763112" + "0d44656c6574654f7074696f6e7312001a002200");
        assertThat(codec.decode(body).object())
                .isEqualTo(Json.parseObject("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}"));
    }

    /** Bodies that kubectl 1.36.3 sent for {@code create deployment|service|ingress}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            6b3873000a150a07617070732f7631120a4465706c6f796d656e7412b4010a1d0a02773212001a0022002a003200380042005a090a036170\
            70120277321284010800120b0a090a03617070120277321a6b0a1b0a0012001a0022002a003200380042005a090a0361707012027732124c\
            122e0a056e67696e7812056e67696e782a00320a0a001000185022002a0042006a007200800100880100900100a201001a00320042004a00\
            52005800600068008201008a01009a0100c2010022020a00280038001a0c0800100018002000280038001a002200\
            |{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w2","labels":{"app":"w2"}},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"w2"}},"template":{"metadata":{"labels":{"app":"w2"}},"spec":{"containers":[{"name":"nginx","image":"nginx","ports":[{"containerPort":80}],"resources":{}}]}},"strategy":{}},"status":{}}
            6b3873000a0d0a027631120753657276696365126a0a1f0a0373766312001a0022002a003200380042005a0a0a0361707012037376631243\
            0a1c0a0638302d776562120354435018502209080110001a037765622800120a0a0361707012037376631a002209436c757374657249503a\
            00420052005a00600068001a020a001a002200\
            |{"apiVersion":"v1","kind":"Service","metadata":{"name":"svc","labels":{"app":"svc"}},"spec":{"ports":[{"name":"80-web","protocol":"TCP","port":80,"targetPort":"web"}],"selector":{"app":"svc"},"type":"ClusterIP"},"status":{"loadBalancer":{}}}
            6b3873000a1f0a146e6574776f726b696e672e6b38732e696f2f76311207496e6772657373124f0a110a016912001a0022002a0032003800\
            42001236120a0a05612e636f6d1201741a280a05612e636f6d121f0a1d0a1b0a022f78120d220b0a0373766312040a0010501a0650726566\
            69781a020a001a002200\
            |{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i"},"spec":{"tls":[{"hosts":["a.com"],"secretName":"t"}],"rules":[{"host":"a.com","http":{"paths":[{"path":"/x","backend":{"service":{"name":"svc","port":{"number":80}}},"pathType":"Prefix"}]}}]},"status":{"loadBalancer":{}}}
            """)
    void readsWhatKubectlCreates(String hex, String json) {
        ProtobufCodec.Decoded decoded = codec.decode(HexFormat.of().parseHex(hex.strip()));
        assertThat(decoded.object()).isEqualTo(Json.parseObject(json));
        assertThat(decoded.unknown()).isEmpty();
    }

    @Test
    void flattensInlinedMessagesAndWritesTheOwnFormsOfValues() {
        var time = Meta.Time.newBuilder().setSeconds(1_700_000_000L);
        var container = V1.Container.newBuilder()
                .setName("c")
                .setImage("")
                .setTty(false)
                .setLivenessProbe(V1.Probe.newBuilder()
                        .setHandler(V1.ProbeHandler.newBuilder()
                                .setHttpGet(V1.HTTPGetAction.newBuilder()
                                        .setPath("/")
                                        .setPort(IntOrString.newBuilder()
                                                .setType(1)
                                                .setStrVal("web"))))
                        .setPeriodSeconds(0)
                        .setTerminationGracePeriodSeconds(0))
                .setResources(V1.ResourceRequirements.newBuilder()
                        .putLimits(
                                "cpu", Quantity.newBuilder().setString("500m").build()));
        var spec = V1.PodSpec.newBuilder()
                .addContainers(container)
                .addVolumes(V1.Volume.newBuilder()
                        .setName("v")
                        .setVolumeSource(
                                V1.VolumeSource.newBuilder().setEmptyDir(V1.EmptyDirVolumeSource.getDefaultInstance())))
                .setAutomountServiceAccountToken(false)
                .setHostNetwork(false);
        var pod = V1.Pod.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("p")
                        .setNamespace("")
                        .setCreationTimestamp(Meta.Time.getDefaultInstance())
                        .setDeletionTimestamp(time)
                        .putLabels("a", ""))
                .setSpec(spec)
                .setStatus(V1.PodStatus.getDefaultInstance());
        assertThat(decode("v1", "Pod", pod.build())).isEqualTo(Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod",
                 "metadata":{"name":"p","deletionTimestamp":"2023-11-14T22:13:20Z","labels":{"a":""}},
                 "spec":{"volumes":[{"name":"v","emptyDir":{}}],
                         "containers":[{"name":"c","resources":{"limits":{"cpu":"500m"}},
                           "livenessProbe":{"httpGet":{"path":"/","port":"web"},"terminationGracePeriodSeconds":0}}],
                         "automountServiceAccountToken":false},
                 "status":{}}"""));
    }

    @Test
    void keepsTheZeroOfAPointer() {
        var deployment = V1Apps.Deployment.newBuilder()
                .setSpec(V1Apps.DeploymentSpec.newBuilder()
                        .setReplicas(0)
                        .setPaused(false)
                        .setMinReadySeconds(0));
        assertThat(decode("apps/v1", "Deployment", deployment.build()).path("spec"))
                .isEqualTo(Json.parseObject("{\"replicas\":0}"));
    }

    @Test
    void writesBytesTimesWithMicrosecondsAndNamesOfOtherCase() {
        var secret = V1.Secret.newBuilder().putData("k", ByteString.copyFromUtf8("hello"));
        assertThat(decode("v1", "Secret", secret.build()).path("data").path("k").asString())
                .isEqualTo("aGVsbG8=");
        var lease = V1Coordination.Lease.newBuilder()
                .setSpec(V1Coordination.LeaseSpec.newBuilder()
                        .setRenewTime(Meta.MicroTime.newBuilder()
                                .setSeconds(1_700_000_000L)
                                .setNanos(120_000)));
        assertThat(decode("coordination.k8s.io/v1", "Lease", lease.build())
                        .path("spec")
                        .path("renewTime")
                        .asString())
                .isEqualTo("2023-11-14T22:13:20.000120Z");
        var ingressClass = V1Networking.IngressClass.newBuilder()
                .setSpec(V1Networking.IngressClassSpec.newBuilder()
                        .setParameters(V1Networking.IngressClassParametersReference.newBuilder()
                                .setAPIGroup("g")
                                .setKind("K")
                                .setName("n")));
        assertThat(decode("networking.k8s.io/v1", "IngressClass", ingressClass.build())
                        .path("spec")
                        .path("parameters"))
                .isEqualTo(Json.parseObject("{\"apiGroup\":\"g\",\"kind\":\"K\",\"name\":\"n\"}"));
        var token = V1Authentication.TokenRequest.newBuilder()
                .setSpec(V1Authentication.TokenRequestSpec.newBuilder()
                        .addAudiences("a")
                        .setBoundObjectRef(V1Authentication.BoundObjectReference.newBuilder()
                                .setUID("u")));
        assertThat(decode("authentication.k8s.io/v1", "TokenRequest", token.build())
                        .path("spec"))
                .isEqualTo(Json.parseObject("{\"audiences\":[\"a\"],\"boundObjectRef\":{\"uid\":\"u\"}}"));
        var review = V1Authentication.TokenReview.newBuilder()
                .setStatus(V1Authentication.TokenReviewStatus.newBuilder()
                        .setUser(V1Authentication.UserInfo.newBuilder()
                                .putExtra(
                                        "x",
                                        V1Authentication.ExtraValue.newBuilder()
                                                .addItems("1")
                                                .build())));
        assertThat(decode("authentication.k8s.io/v1", "TokenReview", review.build())
                        .path("status")
                        .path("user"))
                .isEqualTo(Json.parseObject("{\"extra\":{\"x\":[\"1\"]}}"));
    }

    @Test
    void tellsOfFieldsThatItDoesNotKnow() {
        var unknown = UnknownFieldSet.newBuilder()
                .addField(9_999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .addField(
                        9_998,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(0)
                                .addLengthDelimited(ByteString.EMPTY)
                                .build())
                .build();
        var pod = V1.Pod.newBuilder()
                .setUnknownFields(unknown)
                .setSpec(V1.PodSpec.newBuilder()
                        .addContainers(V1.Container.newBuilder().setName("c"))
                        .addContainers(V1.Container.newBuilder().setName("d").setUnknownFields(unknown)))
                .build();
        assertThat(codec.decode(envelope("v1", "Pod", pod.toByteString())).unknown())
                .containsExactly(
                        "unknown protobuf field 9999", "unknown protobuf field 9999 of \"spec.containers[1]\"");
    }

    @Test
    void refusesWhatIsNoMessage() {
        for (byte[] body : new byte[][] {
            "{}".getBytes(StandardCharsets.UTF_8),
            envelope("v1", "Nonsense", ByteString.EMPTY),
            envelope("v1", "Pod", ByteString.copyFromUtf8("\u0007garbage"))
        }) {
            assertThatThrownBy(() -> codec.decode(body))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BadRequest));
        }
    }

    private ObjectNode decode(String apiVersion, String kind, Message message) {
        return codec.decode(envelope(apiVersion, kind, message.toByteString())).object();
    }

    private static byte[] envelope(String apiVersion, String kind, ByteString raw) {
        return ByteString.copyFrom(new byte[] {'k', '8', 's', 0})
                .concat(Unknown.newBuilder()
                        .setTypeMeta(
                                TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                        .setRaw(raw)
                        .build()
                        .toByteString())
                .toByteArray();
    }
}
