package io.coxswain.controlplane.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.quota.Quota;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Quotas are charged when something is created, refuse what is beyond them, and get back what is deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceQuotaTest {
    private AdmissionCluster cluster;

    @BeforeAll
    void start() {
        cluster = new AdmissionCluster();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    @DisplayName("ResourceQuota should create a ResourceQuota and ensure its status is promptly calculated.")
    void theStatusIsCalculated() {
        String namespace = cluster.namespace();
        quota(namespace, "{\"pods\": \"5\", \"count/configmaps\": \"3\", \"services.nodeports\": \"1\"}", "");
        awaitStatus(namespace, "{\"pods\": \"0\", \"count/configmaps\": \"1\", \"services.nodeports\": \"0\"}");
        assertThat(status(namespace).path("hard"))
                .isEqualTo(Json.parseObject(
                        "{\"pods\": \"5\", \"count/configmaps\": \"3\", \"services.nodeports\": \"1\"}"));
    }

    @Test
    @DisplayName("ResourceQuota should be able to update and delete ResourceQuota.")
    void aChangedLimitReachesTheStatus() {
        String namespace = cluster.namespace();
        quota(namespace, "{\"cpu\": \"1\", \"memory\": \"500Mi\"}", "");
        awaitStatus(namespace, "{\"cpu\": \"0\", \"memory\": \"0\"}");
        cluster.api.patch(
                Kinds.RESOURCE_QUOTA,
                new ObjectKey(namespace, "quota"),
                PatchType.MERGE,
                Json.parseObject("{\"spec\":{\"hard\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}}"),
                null);
        await().until(() ->
                status(namespace).path("hard").path("memory").asString("").equals("1Gi"));
    }

    static Stream<Arguments> lives() {
        return Stream.of(
                Arguments.of(
                        "ResourceQuota should create a ResourceQuota and capture the life of a secret.",
                        Kinds.SECRET,
                        "secrets",
                        "{\"metadata\":{\"name\":\"%s\"}}"),
                Arguments.of(
                        "ResourceQuota should create a ResourceQuota and capture the life of a service.",
                        Kinds.SERVICE,
                        "services",
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"ports\":[{\"port\":80}]}}"),
                Arguments.of(
                        "ResourceQuota should create a ResourceQuota and capture the life of a replica set.",
                        Kinds.REPLICA_SET,
                        "count/replicasets.apps",
                        """
                        {"metadata":{"name":"%s"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
                         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"""),
                Arguments.of(
                        "ResourceQuota should create a ResourceQuota and capture the life of a replication controller.",
                        Kinds.REPLICATION_CONTROLLER,
                        "replicationcontrollers",
                        """
                        {"metadata":{"name":"%s"},"spec":{"replicas":0,"selector":{"a":"b"},
                         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"""),
                Arguments.of(
                        "ResourceQuota should create a ResourceQuota and capture the life of a pod.",
                        Kinds.POD,
                        "pods",
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"),
                Arguments.of("a claim", Kinds.PERSISTENT_VOLUME_CLAIM, "persistentvolumeclaims", """
                        {"metadata":{"name":"%s"},"spec":{"accessModes":["ReadWriteOnce"],
                         "resources":{"requests":{"storage":"1Gi"}}}}"""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lives")
    void theLifeOfAnObjectIsCaptured(String title, Kind<?> kind, String resource, String object) {
        String namespace = cluster.namespace();
        quota(namespace, "{\"" + resource + "\": \"1\"}", "");

        cluster.create(kind, namespace, object.formatted("first"));
        assertThat(used(namespace, resource)).as("charged with the creation").isEqualTo("1");
        assertThatThrownBy(() -> cluster.create(kind, namespace, object.formatted("second")))
                .hasMessage(kind.resource() + " \"second\" is forbidden: exceeded quota: quota, requested: " + resource
                        + "=1, used: " + resource + "=1, limited: " + resource + "=1")
                .matches(failure -> ((ApiException) failure).is(Reason.Forbidden));

        cluster.api.delete(kind, new ObjectKey(namespace, "first"), DeleteOptions.defaults());
        await().until(() -> used(namespace, resource).equals("0"));
        cluster.create(kind, namespace, object.formatted("second"));
    }

    @Test
    @DisplayName("ResourceQuota should create a ResourceQuota and capture the life of a configMap.")
    void configMapsCountWithTheOneOfTheAuthority() {
        String namespace = cluster.namespace();
        quota(namespace, "{\"configmaps\": \"2\"}", "");
        awaitStatus(namespace, "{\"configmaps\": \"1\"}");
        cluster.create(Kinds.CONFIG_MAP, namespace, "{\"metadata\":{\"name\":\"one\"}}");
        assertThat(used(namespace, "configmaps")).isEqualTo("2");
    }

    @Test
    void whatPodsAskForIsMeasured() {
        String namespace = cluster.namespace();
        quota(
                namespace,
                "{\"requests.cpu\": \"1\", \"limits.memory\": \"1Gi\", \"requests.example.com/gpu\": \"3\"}",
                "");

        assertThatThrownBy(() -> cluster.pod(namespace, "silent", "{}", ""))
                .hasMessage("pods \"silent\" is forbidden: failed quota: quota: must specify limits.memory for: c;"
                        + " requests.cpu for: c");
        String resources = """
                {"requests": {"cpu": "600m", "memory": "100Mi", "example.com/gpu": "2"},
                 "limits": {"memory": "512Mi", "example.com/gpu": "2"}}""";
        cluster.pod(namespace, "one", resources, "");
        assertThat(status(namespace).path("used"))
                .isEqualTo(Json.parseObject("{\"requests.cpu\": \"600m\", \"limits.memory\": \"512Mi\","
                        + " \"requests.example.com/gpu\": \"2\"}"));
        assertThatThrownBy(() -> cluster.pod(namespace, "two", resources, ""))
                .hasMessage("pods \"two\" is forbidden: exceeded quota: quota, requested:"
                        + " requests.cpu=600m,requests.example.com/gpu=2, used:"
                        + " requests.cpu=600m,requests.example.com/gpu=2, limited:"
                        + " requests.cpu=1,requests.example.com/gpu=3");
    }

    @ParameterizedTest(name = "{0} counts {1}: {2}")
    @DisplayName("ResourceQuota should verify ResourceQuota with terminating scopes.")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"scopes\":[\"Terminating\"]|{\"activeDeadlineSeconds\":5}|true",
                "\"scopes\":[\"Terminating\"]|{}|false",
                "\"scopes\":[\"NotTerminating\"]|{\"activeDeadlineSeconds\":5}|false",
                "\"scopes\":[\"NotBestEffort\"]|{}|false",
                "\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":\"In\",\"values\":[\"high\"]}]}"
                        + "|{\"priorityClassName\":\"high\"}|true",
                "\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":\"NotIn\",\"values\":[\"high\"]}]}"
                        + "|{\"priorityClassName\":\"high\"}|false",
                "\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":\"DoesNotExist\"}]}|{}|true",
                "\"scopes\":[\"CrossNamespacePodAffinity\"]|{\"affinity\":{\"podAffinity\":{"
                        + "\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"namespaces\":[\"x\"]}]}}}|true"
            })
    void scopesChooseThePods(String scope, String spec, boolean counts) {
        var quota = new Quota(
                Json.parseObject("{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"pods\":\"1\"}," + scope + "}}"));
        ObjectNode pod = Json.parseObject("{\"metadata\":{\"name\":\"p\"}}");
        pod.set("spec", Json.parseObject(spec));
        assertThat(quota.counts(Kinds.POD, pod)).isEqualTo(counts);
    }

    @Test
    @DisplayName("ResourceQuota should verify ResourceQuota with best effort scope.")
    void bestEffortPodsHaveTheirOwn() {
        String namespace = cluster.namespace();
        quota(namespace, "{\"pods\": \"1\"}", ", \"scopes\": [\"BestEffort\"]");
        cluster.pod(namespace, "burstable", "{\"requests\": {\"cpu\": \"100m\"}}", "");
        assertThat(used(namespace, "pods")).isEqualTo("0");
        cluster.pod(namespace, "best-effort", "{}", "");
        assertThat(used(namespace, "pods")).isEqualTo("1");
    }

    @Test
    void manyAtOnceGetExactlyWhatThereIs() throws Exception {
        String namespace = cluster.namespace();
        quota(namespace, "{\"secrets\": \"10\"}", "");
        List<Future<Boolean>> created = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String name = "secret-" + i;
                created.add(threads.submit(() -> {
                    try {
                        cluster.create(Kinds.SECRET, namespace, "{\"metadata\":{\"name\":\"" + name + "\"}}");
                        return true;
                    } catch (ApiException refused) {
                        assertThat(refused)
                                .hasMessageContaining(
                                        "exceeded quota: quota, requested: secrets=1, used: secrets=10, limited: secrets=10");
                        return false;
                    }
                }));
            }
        }
        int succeeded = 0;
        for (Future<Boolean> one : created) if (one.get()) succeeded++;
        assertThat(succeeded).isEqualTo(10);
        assertThat(used(namespace, "secrets")).isEqualTo("10");
    }

    private void quota(String namespace, String hard, String more) {
        cluster.create(
                Kinds.RESOURCE_QUOTA,
                namespace,
                "{\"metadata\":{\"name\":\"quota\"},\"spec\":{\"hard\":" + hard + more + "}}");
        await().until(() -> status(namespace).has("used"));
    }

    private void awaitStatus(String namespace, String used) {
        ObjectNode wanted = Json.parseObject(used);
        await().untilAsserted(() -> assertThat(status(namespace).path("used")).isEqualTo(wanted));
    }

    private String used(String namespace, String resource) {
        return status(namespace).path("used").path(resource).asString("");
    }

    private JsonNode status(String namespace) {
        return cluster.api
                .get(Kinds.RESOURCE_QUOTA, new ObjectKey(namespace, "quota"))
                .path("status");
    }
}
