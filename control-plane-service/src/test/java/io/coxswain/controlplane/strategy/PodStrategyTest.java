package io.coxswain.controlplane.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PodStrategyTest {
    private final PodStrategy strategy = new PodStrategy();

    @Test
    void fillsInWhatTheAuthorLeavesOut() {
        ObjectNode pod = pod("""
                {"containers": [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}],
                  "readinessProbe": {"httpGet": {"port": 80}},
                  "env": [{"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
                  "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}],
                 "volumes": [{"name": "v", "configMap": {"name": "m"}}, {"name": "e"}]}
                """);
        strategy.setDefaults(pod);
        strategy.prepareCreate(pod);
        assertThat(Json.parseObject(Json.bytes(pod.path("spec")))).isEqualTo(Json.parseObject("""
                                {"containers": [{"name": "c", "image": "nginx",
                                  "ports": [{"containerPort": 80, "protocol": "TCP"}],
                                  "readinessProbe": {"httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
                                    "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3},
                                  "env": [{"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name", "apiVersion": "v1"}}}],
                                  "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}},
                                  "imagePullPolicy": "Always", "terminationMessagePath": "/dev/termination-log",
                                  "terminationMessagePolicy": "File"}],
                                 "volumes": [{"name": "v", "configMap": {"name": "m", "defaultMode": 420}},
                                   {"name": "e", "emptyDir": {}}],
                                 "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler",
                                 "terminationGracePeriodSeconds": 30, "securityContext": {}, "enableServiceLinks": true}
                                """));
        assertThat(pod.path("status").path("qosClass").asString()).isEqualTo("Guaranteed");
        assertThat(faults(pod)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.27, IfNotPresent",
        "host:5000/nginx, Always",
        "host:5000/nginx:1, IfNotPresent",
        "nginx@sha256:abc, IfNotPresent"
    })
    void pullsAlwaysWhatMayMove(String image, String policy) {
        ObjectNode pod = pod("{\"containers\": [{\"name\": \"c\", \"image\": \"" + image + "\"}]}");
        strategy.setDefaults(pod);
        assertThat(pod.path("spec")
                        .path("containers")
                        .path(0)
                        .path("imagePullPolicy")
                        .asString())
                .isEqualTo(policy);
    }

    @Test
    void namesEachFault() {
        ObjectNode pod = pod("""
                {"containers": [
                   {"name": "c", "image": "a", "volumeMounts": [{"name": "gone", "mountPath": "/a"}]},
                   {"name": "c", "image": "", "ports": [{"containerPort": 70000}], "volumeDevices": [{"name": "p", "devicePath": "/dev/x"}],
                    "resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}}],
                 "restartPolicy": "Sometimes", "hostUsers": false,
                 "volumes": [{"name": "p", "iscsi": {"iqn": "x"}}]}
                """);
        strategy.setDefaults(pod);
        assertThat(faults(pod))
                .containsExactlyInAnyOrder(
                        "spec.containers[0].volumeMounts[0].name: Not found: \"gone\"",
                        "spec.containers[1].name: Duplicate value: \"c\"",
                        "spec.containers[1].image: Required value",
                        "spec.containers[1].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535,"
                                + " inclusive",
                        "spec.containers[1].resources.requests: Invalid value: \"2\": must be less than or equal to cpu"
                                + " limit of 1",
                        "spec.containers[1].volumeDevices: Forbidden: is not supported by this cluster",
                        "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"Never\","
                                + " \"OnFailure\"",
                        "spec.hostUsers: Forbidden: is not supported by this cluster",
                        "spec.volumes[0].iscsi: Forbidden: is not supported by this cluster");
    }

    @Test
    void changesOnlyImages() {
        ObjectNode old = pod("{\"containers\": [{\"name\": \"c\", \"image\": \"a:1\"}]}");
        strategy.setDefaults(old);
        ObjectNode image = old.deepCopy();
        ((ObjectNode) image.path("spec").path("containers").path(0)).put("image", "a:2");
        ObjectNode command = old.deepCopy();
        ((ObjectNode) command.path("spec").path("containers").path(0))
                .putArray("command")
                .add("b");
        assertThat(changeFaults(image, old)).isEmpty();
        assertThat(changeFaults(command, old))
                .singleElement()
                .asString()
                .startsWith("spec: Forbidden: pod updates may");
    }

    private static ObjectNode pod(String spec) {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", "p");
        pod.set("spec", Json.parseObject(spec));
        return pod;
    }

    private List<String> faults(ObjectNode pod) {
        List<FieldError> errors = new ArrayList<>();
        strategy.validate(pod, errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    private List<String> changeFaults(ObjectNode pod, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>();
        strategy.validateUpdate(pod, old, errors);
        return errors.stream().map(FieldError::toString).toList();
    }
}
