package io.coxswain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The application without an API server: it starts, says that it is not ready, and stops. */
@Timeout(60)
class GatewayApplicationTest {
    @TempDir
    private Path directory;

    @Test
    void waitsForTheApiServerAndSaysSo() throws Exception {
        try (var context = GatewayApplication.start(Map.of(
                "coxswain.gateway.kubeconfig", kubeconfig().toString(),
                "coxswain.gateway.http-port", 0,
                "coxswain.gateway.https-port", 0,
                "server.port", 0))) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            assertThat(get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(port, "/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(port, "/actuator/prometheus").body())
                    .contains("coxswain_gateway_requests_total", "workqueue_depth");
            assertThat(get(port, "/actuator/routes").body()).contains("\"total\":0");
            assertThat(get(port, "/actuator/routes?host=a.example&path=/../x").body())
                    .contains("400", "above the root");
            assertThat(get(port, "/actuator/routes?host=a.example&path=/x").body())
                    .contains("404", "no rule is for this host");
            assertThat(get(port, "/actuator/env").statusCode()).isEqualTo(404);
            assertThat(context.getBean(Gateway.class).httpPort()).isPositive();
            assertThat(Arrays.stream(context.getBeanDefinitionNames()).filter(name -> name.contains("dataSource")))
                    .as("beans of other services")
                    .isEmpty();
        }
    }

    private static HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private Path kubeconfig() throws IOException {
        Identity identity = ClusterPki.openOrCreate(directory.resolve("pki"))
                .clientCertificate("coxswain:ingress-gateway", List.of());
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", certificate-authority-data: %s}}]
                users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                """.formatted(
                        base64(identity.authorityPem()), base64(identity.certificatePem()), base64(identity.keyPem())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
