package io.coxswain.controlplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.tunnel.TunnelSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** A Pod that is an HTTP server here, reached by the API through a tunnel as an agent opens it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceProxyTest {
    private TestControlPlane controlPlane;
    private HttpServer pod;
    private WireApi api;
    private HttpClient admin;

    /** Where port 8081 of the Pod is. */
    private @Nullable SocketAddress silent;

    @BeforeAll
    void start() throws IOException {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
        admin = controlPlane.admin();
        pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pod.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String text = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
            byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Pod", "yes");
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().equals("/teapot") ? 418 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        pod.start();
        tunnel("n1");
        create(Kinds.POD, """
                {"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[
                 {"name":"c","image":"c","ports":[{"containerPort":8080}]}]}}""");
        api.patch(
                Kinds.POD,
                new ObjectKey("default", "p"),
                PatchType.MERGE,
                Json.parseObject("{\"status\":{\"phase\":\"Running\",\"podIP\":\"10.244.0.9\"}}"),
                "status");
        create(Kinds.SERVICE, "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"name\":\"web\",\"port\":80}]}}");
        create(Kinds.SERVICE, "{\"metadata\":{\"name\":\"empty\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
        create(Kinds.ENDPOINT_SLICE, """
                {"metadata":{"name":"s-1","labels":{"kubernetes.io/service-name":"s"}},"addressType":"IPv4",
                 "ports":[{"name":"web","port":8080}],
                 "endpoints":[{"addresses":["10.244.0.9"],"nodeName":"n1","conditions":{"ready":true}}]}""");
    }

    @AfterAll
    void stop() {
        pod.stop(0);
        api.close();
        admin.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("Proxy version v1 A set of valid responses are returned for both pod and service ProxyWithPath")
    void passesEveryMethodOn() {
        for (String target : java.util.List.of(
                "pods/p", "pods/p:8080", "pods/http:p:8080", "services/s", "services/s:web", "services/s:80")) {
            for (String method : java.util.List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                HttpResponse<String> answer = send(method, target + "/proxy/some/path?method=" + method);
                assertThat(answer.statusCode()).as(target + answer.body()).isEqualTo(200);
                assertThat(answer.body()).startsWith(method + " /some/path?method=" + method);
                assertThat(answer.headers().firstValue("X-Pod")).hasValue("yes");
            }
            assertThat(send("HEAD", target + "/proxy/x").statusCode()).isEqualTo(200);
        }
        assertThat(send("GET", "pods/p/proxy/teapot").statusCode()).isEqualTo(418);
    }

    @Test
    void leadsFromTheBarePathToTheRoot() {
        HttpResponse<String> answer = send("GET", "services/s/proxy?a=b");
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/api/v1/namespaces/default/services/s/proxy/?a=b");
    }

    @Test
    void saysWhatCannotBeReached() {
        assertThat(send("GET", "services/empty/proxy/").statusCode()).isEqualTo(503);
        assertThat(message("services/empty/proxy/")).isEqualTo("no endpoints available for service \"empty\"");
        assertThat(message("services/s:81/proxy/")).isEqualTo("no service port \"81\" found for service \"s\"");
        assertThat(message("pods/absent/proxy/")).isEqualTo("pods \"absent\" not found");
        assertThat(message("pods/p:9/proxy/")).contains("only 8080");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void anAnswerThatSaysNoMoreEndsWithItsClient(HttpClient.Version version) throws IOException {
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(controlPlane.sslContext("admin", "system:masters"))
                        .build()) {
            silent = listening.getLocalAddress();
            HttpRequest request = HttpRequest.newBuilder(
                            controlPlane.uri("/api/v1/namespaces/default/pods/p:8081/proxy/"))
                    .build();
            var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
            try (Socket container = listening.accept().socket()) {
                container.setSoTimeout(10_000);
                InputStream in = container.getInputStream();
                var head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) head.append((char) in.read());
                container.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nfirst".getBytes(StandardCharsets.US_ASCII));
                InputStream body = answer.join().body();
                assertThat(body.readNBytes(5))
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("first");
                body.close();
                assertThat(in.read()).isEqualTo(-1);
            }
            client.shutdownNow();
        }
    }

    private String message(String path) {
        return Json.parseObject(send("GET", path).body()).path("message").asString();
    }

    private HttpResponse<String> send(String method, String path) {
        var body = method.equals("POST") || method.equals("PUT")
                ? BodyPublishers.ofString("body")
                : BodyPublishers.noBody();
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri("/api/v1/namespaces/default/" + path))
                        .method(method, body)
                        .build());
    }

    private void create(Kind<?> kind, String json) {
        ObjectNode object = Json.parseObject(json).put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.withObject("/metadata").put("namespace", "default");
        api.create(kind, object);
    }

    private void tunnel(String node) throws IOException {
        var config = Kubeconfig.read(controlPlane.kubeconfig("system:node:" + node, "system:nodes"));
        var socket = (SSLSocket)
                config.identity().sslContext().getSocketFactory().createSocket("127.0.0.1", controlPlane.port());
        socket.getOutputStream()
                .write(("GET " + TunnelSession.PATH + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: "
                                + TunnelSession.PROTOCOL + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n"))
            head.append((char) socket.getInputStream().read());
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
        var session =
                new TunnelSession("test", socket.getInputStream(), socket.getOutputStream(), true, this::dial, socket);
        Thread.ofVirtual().start(session::run);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> controlPlane
                        .context()
                        .getBean(NodeTunnels.class)
                        .nodes()
                        .contains(node));
    }

    private SocketChannel dial(String target) throws IOException {
        if (target.equals("pod:10.244.0.9:8081")) return SocketChannel.open(Objects.requireNonNull(silent));
        if (!target.equals("pod:10.244.0.9:8080")) throw new IOException("only 8080 of the Pod, not " + target);
        return SocketChannel.open(pod.getAddress());
    }
}
