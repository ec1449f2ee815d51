package io.coxswain.controlplane.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes' default admission puts into objects and refuses, through the real API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefaultAdmissionTest {
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
    @DisplayName("ServiceAccounts should guarantee kube-root-ca.crt exist in any namespace")
    void theAuthoritysCertificateIsInEveryNamespaceAndComesBack() {
        String namespace = cluster.namespace();
        ObjectKey key = new ObjectKey(namespace, "kube-root-ca.crt");
        await().until(() -> cluster.api.find(Kinds.CONFIG_MAP, key).isPresent());
        String certificate = certificate(key);
        assertThat(certificate).startsWith("-----BEGIN CERTIFICATE-----");

        cluster.api.delete(Kinds.CONFIG_MAP, key, DeleteOptions.defaults());
        await().until(() -> cluster.api.find(Kinds.CONFIG_MAP, key).isPresent());

        cluster.api.patch(
                Kinds.CONFIG_MAP,
                key,
                PatchType.MERGE,
                Json.parseObject("{\"data\":{\"ca.crt\":\"\",\"x\":\"y\"}}"),
                null);
        await().untilAsserted(
                        () -> assertThat(cluster.api.get(Kinds.CONFIG_MAP, key).path("data"))
                                .isEqualTo(Json.object().put("ca.crt", certificate)));
    }

    @Test
    void theDefaultAccountComesBack() {
        ObjectKey key = new ObjectKey(cluster.namespace(), "default");
        await().until(() -> cluster.api.find(Kinds.SERVICE_ACCOUNT, key).isPresent());
        String uid = uid(cluster.api.get(Kinds.SERVICE_ACCOUNT, key));
        cluster.api.delete(Kinds.SERVICE_ACCOUNT, key, DeleteOptions.defaults());
        await().until(() -> cluster.api
                .find(Kinds.SERVICE_ACCOUNT, key)
                .filter(account -> !uid(account).equals(uid))
                .isPresent());
    }

    @Test
    void aPodGetsItsAccountAndItsPullSecrets() {
        String namespace = cluster.namespace();
        cluster.create(
                Kinds.SERVICE_ACCOUNT,
                namespace,
                "{\"metadata\":{\"name\":\"puller\"},\"imagePullSecrets\":[{\"name\":\"registry\"}]}");
        JsonNode plain = cluster.pod(namespace, "plain", "{}", "").path("spec");
        assertThat(plain.path("serviceAccountName").asString()).isEqualTo("default");
        assertThat(plain.path("serviceAccount").asString()).isEqualTo("default");
        ObjectNode pulling = Json.parseObject(
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[],\"serviceAccountName\":\"puller\"}}");
        completeByRule(namespace, pulling);
        assertThat(pulling.path("spec").path("imagePullSecrets"))
                .isEqualTo(Json.MAPPER.readTree("[{\"name\":\"registry\"}]"));

        assertThatThrownBy(() -> cluster.pod(namespace, "lost", "{}", ", \"serviceAccountName\": \"nobody\""))
                .hasMessage("pods \"lost\" is forbidden: error looking up service account " + namespace
                        + "/nobody: serviceaccount \"nobody\" not found");
    }

    @Test
    void theTokenIsMountedAsKubernetesDoes() {
        String namespace = cluster.namespace();
        await().until(() -> cluster.api
                .find(Kinds.SERVICE_ACCOUNT, new ObjectKey(namespace, "default"))
                .isPresent());
        ObjectNode pod = Json.parseObject("""
                {"metadata": {"name": "p", "namespace": "%s"},
                 "spec": {"initContainers": [{"name": "i"}],
                          "containers": [{"name": "c"},
                                         {"name": "own", "volumeMounts":
                                             [{"name": "v", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]}]}}
                """.formatted(namespace));
        completeByRule(namespace, pod);
        String mount = """
                [{"name": "kube-api-access-bbbbb", "readOnly": true,
                  "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]""";
        JsonNode spec = pod.path("spec");
        assertThat(spec.path("initContainers").path(0).path("volumeMounts")).isEqualTo(Json.MAPPER.readTree(mount));
        assertThat(spec.path("containers").path(0).path("volumeMounts")).isEqualTo(Json.MAPPER.readTree(mount));
        assertThat(spec.path("containers").path(1).path("volumeMounts").size()).isOne();
        assertThat(spec.path("volumes")).isEqualTo(Json.MAPPER.readTree("""
                [{"name": "kube-api-access-bbbbb", "projected": {"sources": [
                    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                    {"downwardAPI": {"items": [{"path": "namespace",
                        "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}],
                  "defaultMode": 420}}]"""));
    }

    @Test
    @DisplayName("LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied.")
    void aLimitRangeGivesDefaults() {
        String namespace = cluster.namespace();
        cluster.create(Kinds.LIMIT_RANGE, namespace, """
                {"metadata": {"name": "limits"}, "spec": {"limits": [{"type": "Container",
                 "default": {"cpu": "500m", "memory": "500Mi"},
                 "defaultRequest": {"cpu": "100m", "memory": "200Mi"}}]}}""");

        ObjectNode none = cluster.pod(namespace, "none", "{}", "");
        ObjectNode some = cluster.pod(namespace, "some", "{\"requests\": {\"cpu\": \"300m\"}}", "");

        assertThat(resources(none)).isEqualTo(Json.MAPPER.readTree("""
                {"requests": {"cpu": "100m", "memory": "200Mi"}, "limits": {"cpu": "500m", "memory": "500Mi"}}"""));
        assertThat(none.path("metadata")
                        .path("annotations")
                        .path("kubernetes.io/limit-ranger")
                        .asString(""))
                .isEqualTo("LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for"
                        + " container c");
        assertThat(resources(some).path("requests").path("cpu").asString()).isEqualTo("300m");
        assertThat(none.path("status").path("qosClass").asString("")).isEqualTo("Burstable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"requests\":{\"cpu\":\"10m\"},\"limits\":{\"cpu\":\"40m\"}}"
                        + "|minimum cpu usage per Container is 50m, but request is 10m",
                "{\"requests\":{\"cpu\":\"100m\"},\"limits\":{\"cpu\":\"600m\"}}"
                        + "|[maximum cpu usage per Container is 500m, but limit is 600m, cpu max limit to request ratio per"
                        + " Container is 4, but provided ratio is 6.000000]",
                "{\"requests\":{\"cpu\":\"100m\"}}"
                        + "|[maximum cpu usage per Container is 500m.  No limit is specified, cpu max limit to request ratio"
                        + " per Container is 4, but no limit is specified or limit is 0]",
                "{}|[minimum cpu usage per Container is 50m.  No request is specified, maximum cpu usage per Container is 500m."
                        + "  No limit is specified, cpu max limit to request ratio per Container is 4, but no request is"
                        + " specified or request is 0]"
            })
    void aLimitRangeRefuses(String resources, String why) {
        ObjectNode range = Json.parseObject("""
                {"metadata": {"name": "limits"}, "spec": {"limits": [{"type": "Container", "min": {"cpu": "50m"},
                 "max": {"cpu": "500m"}, "maxLimitRequestRatio": {"cpu": "4"}}]}}""");
        var faults = new ArrayList<String>();
        // By the rule itself: a range with a maximum gives defaults, which would hide what is not specified.
        JsonNode limit = range.path("spec").path("limits").path(0);
        ObjectNode spec = Json.parseObject("{\"containers\":[{\"name\":\"c\",\"resources\":" + resources + "}]}");
        LimitRanger.checkPod(limit, spec, faults);
        String told = faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]";
        assertThat(told).isEqualTo(why);
    }

    @Test
    void whatIsBeyondALimitRangeIsForbidden() {
        String namespace = cluster.namespace();
        cluster.create(Kinds.LIMIT_RANGE, namespace, """
                {"metadata": {"name": "limits"}, "spec": {"limits": [
                    {"type": "Pod", "max": {"memory": "1Gi"}},
                    {"type": "PersistentVolumeClaim", "min": {"storage": "1Gi"}, "max": {"storage": "2Gi"}}]}}""");
        assertThatThrownBy(() -> cluster.pod(namespace, "big", "{\"limits\": {\"memory\": \"2Gi\"}}", ""))
                .hasMessage("pods \"big\" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 2Gi");
        assertThatThrownBy(() -> claim(namespace, "small", "500Mi"))
                .hasMessage("persistentvolumeclaims \"small\" is forbidden: minimum storage usage per"
                        + " PersistentVolumeClaim is 1Gi, but request is 500Mi");
        assertThatThrownBy(() -> claim(namespace, "large", "3Gi"))
                .hasMessage("persistentvolumeclaims \"large\" is forbidden: maximum storage usage per"
                        + " PersistentVolumeClaim is 2Gi, but request is 3Gi");
    }

    @Test
    void aPodGetsThePriorityOfItsClass() {
        String namespace = cluster.namespace();
        cluster.create(
                Kinds.PRIORITY_CLASS,
                null,
                "{\"metadata\":{\"name\":\"high\"},\"value\":1000,\"preemptionPolicy\":\"Never\"}");

        JsonNode high = cluster.pod(namespace, "high", "{}", ", \"priorityClassName\": \"high\"")
                .path("spec");
        assertThat(high.path("priority").asInt()).isEqualTo(1000);
        assertThat(high.path("preemptionPolicy").asString()).isEqualTo("Never");
        JsonNode none = cluster.pod(namespace, "none", "{}", "").path("spec");
        assertThat(none.path("priority").asInt(-1)).isZero();
        assertThat(none.path("preemptionPolicy").asString()).isEqualTo("PreemptLowerPriority");
        assertThat(cluster.pod(namespace, "critical", "{}", ", \"priorityClassName\": \"system-node-critical\"")
                        .path("spec")
                        .path("priority")
                        .asInt())
                .isEqualTo(2_000_001_000);

        assertThatThrownBy(() -> cluster.pod(namespace, "lost", "{}", ", \"priorityClassName\": \"none\""))
                .hasMessage("pods \"lost\" is forbidden: no PriorityClass with name none was found");
        assertThatThrownBy(
                        () -> cluster.pod(namespace, "own", "{}", ", \"priorityClassName\": \"high\", \"priority\": 7"))
                .hasMessage("pods \"own\" is forbidden: the integer value of priority (7) must not be provided in pod"
                        + " spec; priority admission controller computed 1000 from the given PriorityClass name");
    }

    @Test
    void aPodToleratesFailuresOfItsNodeForFiveMinutes() {
        String namespace = cluster.namespace();
        assertThat(cluster.pod(namespace, "usual", "{}", "").path("spec").path("tolerations"))
                .isEqualTo(Json.MAPPER.readTree("""
                        [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
                          "tolerationSeconds": 300},
                         {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute",
                          "tolerationSeconds": 300}]"""));
        assertThat(cluster.pod(namespace, "all", "{}", ", \"tolerations\": [{\"operator\": \"Exists\"}]")
                        .path("spec")
                        .path("tolerations")
                        .size())
                .isOne();
    }

    @Test
    void aClaimGetsTheDefaultClassAndAFinalizerThatGoesWhenNoPodUsesIt() {
        String namespace = cluster.namespace();
        cluster.create(
                Kinds.STORAGE_CLASS,
                null,
                "{\"metadata\":{\"name\":\"fast\",\"annotations\":"
                        + "{\"storageclass.kubernetes.io/is-default-class\":\"true\"}},\"provisioner\":\"x.io/y\"}");
        ObjectNode claim = claim(namespace, "data", "1Gi");
        assertThat(claim.path("spec").path("storageClassName").asString()).isEqualTo("fast");
        assertThat(Json.texts(claim.path("metadata").path("finalizers")))
                .containsExactly("kubernetes.io/pvc-protection");
        ObjectKey key = new ObjectKey(namespace, "data");
        cluster.api.delete(Kinds.PERSISTENT_VOLUME_CLAIM, key, DeleteOptions.defaults());
        await().until(() -> cluster.api.find(Kinds.PERSISTENT_VOLUME_CLAIM, key).isEmpty());
    }

    @Test
    void aNodeStartsTaintedAndLearnsHowLongToCache() {
        ObjectNode node = cluster.create(Kinds.NODE, null, "{\"metadata\":{\"name\":\"new-node\"}}");
        assertThat(node.path("spec").path("taints"))
                .isEqualTo(
                        Json.MAPPER.readTree("[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]"));
        await().until(() -> cluster.api
                .get(Kinds.NODE, ObjectKey.cluster("new-node"))
                .path("metadata")
                .path("annotations")
                .path("node.alpha.kubernetes.io/ttl")
                .asString("")
                .equals("0"));
    }

    @ParameterizedTest
    @CsvSource({"default", "kube-system", "kube-public"})
    void theClustersOwnNamespacesStay(String name) {
        assertThatThrownBy(() -> cluster.api.delete(Kinds.NAMESPACE, ObjectKey.cluster(name), DeleteOptions.defaults()))
                .hasMessage("namespaces \"" + name + "\" is forbidden: this namespace may not be deleted");
    }

    /** By the rule itself, for what no node agent can run. */
    private void completeByRule(String namespace, ObjectNode pod) {
        Snapshot state = cluster.controlPlane().context().getBean(Store.class).latest();
        new ServiceAccountOfPod(new AdmissionSettings(true, known -> known), () -> 0)
                .mutate(new AdmissionRequest(
                        AdmissionRequest.Operation.CREATE,
                        Kinds.POD,
                        "",
                        new ObjectKey(namespace, "p"),
                        pod,
                        null,
                        state,
                        new User("jane", List.of()),
                        false,
                        new HashSet<>()));
    }

    private ObjectNode claim(String namespace, String name, String storage) {
        return cluster.create(Kinds.PERSISTENT_VOLUME_CLAIM, namespace, """
                {"metadata": {"name": "%s"}, "spec": {"accessModes": ["ReadWriteOnce"],
                 "resources": {"requests": {"storage": "%s"}}}}""".formatted(name, storage));
    }

    private String certificate(ObjectKey key) {
        return cluster.api
                .get(Kinds.CONFIG_MAP, key)
                .path("data")
                .path("ca.crt")
                .asString("");
    }

    private static String uid(ObjectNode object) {
        return object.path("metadata").path("uid").asString("");
    }

    private static JsonNode resources(ObjectNode pod) {
        return pod.path("spec").path("containers").path(0).path("resources");
    }
}
