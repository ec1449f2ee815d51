package io.coxswain.controlplane.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.node.ObjectNode;

/** The controllers of Endpoints and of their slices, against the running server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsTest {
    private TestControlPlane controlPlane;
    private WireApi api;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.start();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
    }

    @AfterAll
    void stop() {
        api.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("API Server should have Endpoints and EndpointSlices pointing to API Server")
    void pointsToTheApi() {
        String address =
                api.get(Kinds.SERVICE, key("kubernetes")).at("/spec/clusterIP").asString();
        eventually(() -> {
            ObjectNode endpoints = api.get(Kinds.ENDPOINTS, key("kubernetes"));
            assertThat(endpoints.at("/subsets/0/addresses/0/ip").asString()).isEqualTo(address);
            ObjectNode slice = api.get(Kinds.ENDPOINT_SLICE, key("kubernetes"));
            assertThat(slice.at("/endpoints/0/addresses/0").asString()).isEqualTo(address);
            assertThat(slice.at("/ports/0/port").asInt())
                    .isEqualTo(endpoints.at("/subsets/0/ports/0/port").asInt())
                    .isEqualTo(443);
        });
        api.delete(Kinds.ENDPOINTS, key("kubernetes"), DeleteOptions.defaults());
        eventually(
                () -> assertThat(api.find(Kinds.ENDPOINTS, key("kubernetes"))).isPresent());
        assertThat(slices("kubernetes")).hasSize(1);

        String first =
                api.get(Kinds.SERVICE, key("kubernetes")).at("/metadata/uid").asString();
        api.delete(Kinds.SERVICE, key("kubernetes"), DeleteOptions.defaults());
        eventually(() -> {
            ObjectNode again = api.get(Kinds.SERVICE, key("kubernetes"));
            assertThat(again.at("/metadata/uid").asString()).isNotEqualTo(first);
            assertThat(again.at("/spec/clusterIP").asString()).isEqualTo(address);
            assertThat(slices("kubernetes")).hasSize(1);
        });
    }

    @Test
    @DisplayName("EndpointsController should create and delete Endpoints for a Service with a selector that matches no"
            + " pods")
    void keepsEmptyEndpointsOfAServiceWithoutPods() {
        create(Kinds.SERVICE, """
                {"metadata":{"name":"empty","labels":{"a":"b"}},"spec":{"selector":{"no":"pod"},"ports":[{"port":80}]}}""");
        eventually(() -> {
            ObjectNode endpoints = api.get(Kinds.ENDPOINTS, key("empty"));
            assertThat(endpoints.path("subsets").isEmpty()).isTrue();
            assertThat(endpoints.at("/metadata/labels/a").asString()).isEqualTo("b");
            assertThat(slices("empty")).hasSize(1);
        });
        api.delete(Kinds.SERVICE, key("empty"), DeleteOptions.defaults());
        eventually(() -> {
            assertThat(api.find(Kinds.ENDPOINTS, key("empty"))).isEmpty();
            assertThat(slices("empty")).isEmpty();
        });
    }

    @Test
    @DisplayName("EndpointSlice should create Endpoints and EndpointSlices for Pods matching a Service")
    void listsThePodsOfAService() {
        create(Kinds.POD, """
                {"metadata":{"name":"one","labels":{"app":"web"}},"spec":{"containers":[
                 {"name":"c","image":"c","ports":[{"name":"http","containerPort":8080}]}]}}""");
        create(Kinds.SERVICE, """
                {"metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"http"}]}}""");
        status("one", "False");
        eventually(() -> assertThat(subset("/subsets/0/notReadyAddresses/0/ip")).isEqualTo("10.244.0.9"));
        status("one", "True");
        eventually(() -> {
            assertThat(subset("/subsets/0/addresses/0/ip")).isEqualTo("10.244.0.9");
            assertThat(subset("/subsets/0/addresses/0/targetRef/name")).isEqualTo("one");
            assertThat(subset("/subsets/0/ports/0/port")).isEqualTo("8080");
            assertThat(slices("web")
                            .getFirst()
                            .at("/endpoints/0/conditions/ready")
                            .asBoolean())
                    .isTrue();
        });
        api.delete(Kinds.POD, key("one"), new DeleteOptions(0L, null, null, null));
        eventually(() -> assertThat(
                        api.get(Kinds.ENDPOINTS, key("web")).path("subsets").isEmpty())
                .isTrue());
        assertThat(slices("web")).hasSize(1);
    }

    @Test
    @DisplayName("EndpointSliceMirroring should mirror a custom Endpoints resource through create update and delete")
    void mirrorsHandMadeEndpoints() {
        create(Kinds.SERVICE, """
                {"metadata":{"name":"custom"},"spec":{"ports":[{"name":"example","port":80}]}}""");
        ObjectNode endpoints = create(Kinds.ENDPOINTS, """
                {"metadata":{"name":"custom"},"subsets":[{"addresses":[{"ip":"10.1.2.3"}],
                 "ports":[{"name":"example","port":9090,"protocol":"TCP"}]}]}""");
        eventually(() -> assertThat(slices("custom")).singleElement().satisfies(slice -> {
            assertThat(slice.at("/endpoints/0/addresses/0").asString()).isEqualTo("10.1.2.3");
            assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(9090);
            assertThat(slice.at("/metadata/labels/endpointslice.kubernetes.io~1managed-by")
                            .asString())
                    .isEqualTo("endpointslicemirroring-controller.k8s.io");
        }));
        ((ObjectNode) endpoints.at("/subsets/0/addresses/0")).put("ip", "10.2.3.4");
        ((ObjectNode) endpoints.at("/subsets/0/ports/0")).put("port", 9091);
        api.update(Kinds.ENDPOINTS, endpoints);
        eventually(() -> assertThat(slices("custom")).singleElement().satisfies(slice -> {
            assertThat(slice.at("/endpoints/0/addresses/0").asString()).isEqualTo("10.2.3.4");
            assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(9091);
        }));
        api.delete(Kinds.ENDPOINTS, key("custom"), DeleteOptions.defaults());
        eventually(() -> assertThat(slices("custom")).isEmpty());
    }

    private String subset(String pointer) {
        return api.get(Kinds.ENDPOINTS, key("web")).at(pointer).asString("");
    }

    private void status(String pod, String ready) {
        ObjectNode patch = Json.parseObject("""
                {"status":{"phase":"Running","podIP":"10.244.0.9","podIPs":[{"ip":"10.244.0.9"}],
                 "conditions":[{"type":"Ready","status":"%s"}]}}""".formatted(ready));
        api.patch(Kinds.POD, key(pod), PatchType.MERGE, patch, "status");
    }

    private List<ObjectNode> slices(String service) {
        return api.list(
                        Kinds.ENDPOINT_SLICE,
                        ListOptions.in("default").withLabels("kubernetes.io/service-name=" + service))
                .items();
    }

    private ObjectNode create(Kind<?> kind, String json) {
        ObjectNode object = Json.parseObject(json).put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.withObject("/metadata").put("namespace", "default");
        return api.create(kind, object);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("default", name);
    }

    private static void eventually(ThrowingRunnable check) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(check);
    }
}
