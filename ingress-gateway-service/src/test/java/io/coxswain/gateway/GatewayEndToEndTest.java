package io.coxswain.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.coxswain.client.Api;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.ObjectNode;

/** The gateway and a control plane in one JVM: from an object in the API to an answer on the port. */
@Timeout(120)
class GatewayEndToEndTest {
    private static final String DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";

    private static TestControlPlane controlPlane;
    private static ConfigurableApplicationContext gateway;
    private static WireApi api;
    private static HttpServer backend;

    @BeforeAll
    static void start() throws IOException {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
        gateway = GatewayApplication.start(Map.of(
                "coxswain.gateway.kubeconfig",
                controlPlane.kubeconfig("coxswain:ingress-gateway").toString(),
                "coxswain.gateway.http-port",
                0,
                "coxswain.gateway.https-port",
                0,
                "server.port",
                0));
        backend = HttpServer.create(new InetSocketAddress(address(), 0), 16);
        backend.createContext("/", exchange -> {
            byte[] text = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        backend.start();
    }

    @AfterAll
    static void stop() {
        backend.stop(0);
        gateway.close();
        api.close();
        controlPlane.close();
    }

    /** An EndpointSlice may not name a loopback address. */
    private static InetAddress address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void servesAnIngressFromItsCreationToItsEnd() throws Exception {
        await("readiness").until(() -> actuator("/actuator/health/readiness").statusCode() == 200);
        await("the class")
                .until(() -> api.find(Kinds.INGRESS_CLASS, ObjectKey.cluster("coxswain"))
                        .filter(found ->
                                "true".equals(Metadata.annotations(found).get(DEFAULT_CLASS)))
                        .isPresent());
        assertThat(ask("web.example", "/x")).startsWith("HTTP/1.1 404");

        api.create(Kinds.SERVICE, parse("""
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"},
                 "spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080}]}}"""));
        api.create(Kinds.ENDPOINT_SLICE, parse("""
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                 "metadata": {"name": "web-1", "namespace": "default",
                   "labels": {"kubernetes.io/service-name": "web"}},
                 "endpoints": [{"addresses": ["%s"], "conditions": {"ready": true}}],
                 "ports": [{"name": "http", "port": %d, "protocol": "TCP"}]}
                """.formatted(
                        address().getHostAddress(), backend.getAddress().getPort())));
        api.create(Kinds.INGRESS, ingress("web", "web.example", "web"));
        await("the route").until(() -> ask("web.example", "/x?y").startsWith("HTTP/1.1 200"));
        assertThat(ask("web.example", "/a//../x?y=%2f")).endsWith("\r\n\r\n/x?y=%2f");
        await("the status").until(() -> status("web").contains("\"ip\":\"127.0.0.1\""));
        assertThat(actuator("/actuator/routes?host=web.example&path=/x").body())
                .contains("default/web", address().getHostAddress());

        ready(false);
        await("no endpoint").until(() -> ask("web.example", "/x").startsWith("HTTP/1.1 503"));
        ready(true);
        await("an endpoint").until(() -> ask("web.example", "/x").startsWith("HTTP/1.1 200"));

        api.delete(Kinds.INGRESS, new ObjectKey("default", "web"), DeleteOptions.defaults());
        await("no route").until(() -> ask("web.example", "/x").startsWith("HTTP/1.1 404"));
    }

    @Test
    void tellsOfAServiceThatDoesNotExistAndLeavesOtherClassesAlone() {
        ObjectNode foreign = ingress("foreign", "foreign.example", "none");
        ((ObjectNode) foreign.path("spec")).put("ingressClassName", "other");
        api.create(Kinds.INGRESS, foreign);
        api.create(Kinds.INGRESS, ingress("lost", "lost.example", "missing"));
        await("503").until(() -> ask("lost.example", "/").startsWith("HTTP/1.1 503"));
        await("the event")
                .atMost(Duration.ofSeconds(20))
                .until(() -> events(api).contains("ServiceNotFound"));
        assertThat(events(api))
                .contains("Service default/missing does not exist")
                .doesNotContain("foreign");
        assertThat(status("foreign")).doesNotContain("127.0.0.1");
    }

    private static String events(Api api) {
        return api.list(Kinds.EVENT, ListOptions.in("default")).items().toString();
    }

    private static void ready(boolean ready) {
        ObjectNode patch = parse("""
                {"endpoints": [{"addresses": ["%s"], "conditions": {"ready": %s}}]}
                """.formatted(endpoint(), ready));
        api.patch(Kinds.ENDPOINT_SLICE, new ObjectKey("default", "web-1"), PatchType.MERGE, patch, null);
    }

    private static String endpoint() {
        return backend.getAddress().getAddress().getHostAddress();
    }

    private static String status(String name) {
        return api.get(Kinds.INGRESS, new ObjectKey("default", name))
                .path("status")
                .toString();
    }

    private static ObjectNode ingress(String name, String host, String service) {
        return parse("""
                {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
                 "metadata": {"name": "%s", "namespace": "default"},
                 "spec": {"rules": [{"host": "%s", "http": {"paths": [{"path": "/", "pathType": "Prefix",
                   "backend": {"service": {"name": "%s", "port": {"name": "http"}}}}]}}]}}
                """.formatted(name, host, service));
    }

    private static ObjectNode parse(String json) {
        return Json.parseObject(json);
    }

    private static String ask(String host, String path) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), gateway.getBean(Gateway.class).httpPort())) {
            socket.setSoTimeout(5_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static HttpResponse<String> actuator(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            String port = gateway.getEnvironment().getRequiredProperty("local.server.port");
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
