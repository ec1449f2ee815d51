package io.coxswain.controlplane.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Service is given, keeps and gives back when it is made, changed and deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceTest {
    private TestControlPlane controlPlane;
    private WireApi api;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
    }

    @AfterAll
    void stop() {
        api.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("Services should be able to change the type from ExternalName to NodePort")
    void changesFromExternalNameToNodePort() {
        create("a", "{\"type\":\"ExternalName\",\"externalName\":\"example.com\"}");
        JsonNode spec = patch("a", "{\"type\":\"NodePort\",\"externalName\":null,\"ports\":[{\"port\":80}]}");
        assertThat(spec.path("clusterIP").asString()).isNotEmpty();
        assertThat(spec.at("/ports/0/nodePort").asInt()).isBetween(30_000, 32_767);
        JsonNode back = patch("a", "{\"type\":\"ExternalName\",\"externalName\":\"example.com\"}");
        assertThat(back.has("clusterIP")).isFalse();
        assertThat(back.has("clusterIPs")).isFalse();
        assertThat(back.at("/ports/0").has("nodePort")).isFalse();
        assertThat(api.find(
                        Kinds.IP_ADDRESS,
                        ObjectKey.cluster(spec.path("clusterIP").asString())))
                .isEmpty();
    }

    @Test
    @DisplayName("Services should be able to change the type from NodePort to ExternalName")
    void releasesThePortsOfTheNode() {
        create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":31000}]}");
        assertThatThrownBy(() -> create("c", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":31000}]}"))
                .hasMessageContaining(
                        "spec.ports[0].nodePort: Invalid value: 31000: provided port is already allocated");
        JsonNode kept = patch("b", "{\"ports\":[{\"port\":80},{\"port\":81,\"name\":\"b\"}]}", "/ports/0/name", "a");
        assertThat(kept.at("/ports/0/nodePort").asInt()).isEqualTo(31_000);
        assertThat(kept.at("/ports/1/nodePort").asInt()).isNotIn(0, 31_000);
        JsonNode internal = patch("b", "{\"type\":\"ClusterIP\"}");
        assertThat(internal.at("/ports/0").has("nodePort")).isFalse();
        assertThat(internal.has("externalTrafficPolicy")).isFalse();
        create("c", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":31000}]}");
        api.delete(Kinds.SERVICE, new ObjectKey("default", "c"), DeleteOptions.defaults());
        create("d", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":31000}]}");
    }

    @Test
    void givesAHealthCheckPortToALocalLoadBalancer() {
        JsonNode spec = create(
                "e", "{\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"port\":80}]}");
        int health = spec.path("healthCheckNodePort").asInt();
        assertThat(health)
                .isBetween(30_000, 32_767)
                .isNotEqualTo(spec.at("/ports/0/nodePort").asInt());
        assertThat(spec.path("allocateLoadBalancerNodePorts").asBoolean()).isTrue();
        JsonNode cluster = patch("e", "{\"externalTrafficPolicy\":\"Cluster\"}");
        assertThat(cluster.has("healthCheckNodePort")).isFalse();
    }

    @Test
    void givesNoPortTwice() {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 40).parallel().forEach(number -> {
            JsonNode spec = create("many-" + number, "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}");
            ports.add(spec.at("/ports/0/nodePort").asInt());
        });
        assertThat(ports).hasSize(40);
        Set<String> addresses = new HashSet<>();
        for (ObjectNode service :
                api.list(Kinds.SERVICE, ListOptions.in("default")).items()) {
            String address = service.at("/spec/clusterIP").asString("");
            if (!address.isEmpty()) assertThat(addresses.add(address)).isTrue();
        }
    }

    @Test
    void givesOneNumberToBothProtocolsOfAPort() {
        JsonNode spec = create("dns", """
                {"type":"NodePort","ports":[{"name":"a","port":53,"protocol":"UDP"},{"name":"b","port":53}]}""");
        assertThat(spec.at("/ports/0/nodePort").asInt())
                .isEqualTo(spec.at("/ports/1/nodePort").asInt())
                .isNotZero();
    }

    private JsonNode create(String name, String spec) {
        ObjectNode service = Json.object().put("kind", "Service").put("apiVersion", "v1");
        Metadata.of(service).put("name", name).put("namespace", "default");
        service.set("spec", Json.parseObject(spec));
        return api.create(Kinds.SERVICE, service).path("spec");
    }

    private JsonNode patch(String name, String spec) {
        ObjectNode patch = Json.object();
        patch.set("spec", Json.parseObject(spec));
        return api.patch(Kinds.SERVICE, new ObjectKey("default", name), PatchType.MERGE, patch, null)
                .path("spec");
    }

    private JsonNode patch(String name, String spec, String pointer, String value) {
        ObjectNode wanted = Json.parseObject(spec);
        ObjectNode parent = (ObjectNode) wanted.at(pointer.substring(0, pointer.lastIndexOf('/')));
        parent.put(pointer.substring(pointer.lastIndexOf('/') + 1), value);
        return patch(name, wanted.toString());
    }
}
