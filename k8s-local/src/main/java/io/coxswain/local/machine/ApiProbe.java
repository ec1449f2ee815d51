package io.coxswain.local.machine;

import io.coxswain.controlplane.encryption.KeyRotationPath;
import io.coxswain.json.Json;
import io.coxswain.pki.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a cluster's API from outside, as a client would. */
public final class ApiProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI server;
    private final HttpClient client;

    public ApiProbe(String server, Identity identity) {
        this.server = URI.create(server);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(identity.sslContext())
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Empty where the API is ready, else what it answered. */
    public Optional<String> whatIsWrong() throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.resolve("/readyz"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.empty()
                    : Optional.of("answers " + answer.statusCode() + ": "
                            + answer.body().strip());
        } catch (IOException e) {
            return Optional.of("does not answer: " + e.getMessage());
        }
    }

    /** Whether the node says Ready now; empty where it is not registered. */
    public Optional<Boolean> nodeReady(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/nodes/" + name))
                        .timeout(PATIENCE)
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 404) return Optional.empty();
        if (answer.statusCode() != 200) throw new IOException("the API answers " + answer.statusCode());
        return Optional.of(ready(Json.parseObject(answer.body())));
    }

    /** Follows the node until it says Ready; false where the time passes first. */
    public boolean awaitReadyNode(String name, Duration patience) throws IOException, InterruptedException {
        long seconds = Math.max(1, patience.toSeconds());
        HttpRequest watch = HttpRequest.newBuilder(
                        server.resolve("/api/v1/nodes?watch=true&fieldSelector=metadata.name%3D" + name
                                + "&timeoutSeconds=" + seconds))
                .header("Accept", "application/json")
                .build();
        HttpResponse<Stream<String>> answer = client.send(watch, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> events = answer.body()) {
            if (answer.statusCode() != 200) throw new IOException("the API answers " + answer.statusCode());
            return events.anyMatch(event -> ready(Json.parseObject(event).path("object")));
        } catch (JacksonException e) {
            throw new IOException("the API's watch answers no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The node's object is gone after it, whether or not it was there. */
    public void deleteNode(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(server.resolve("/api/v1/nodes/" + name))
                        .timeout(PATIENCE)
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 && answer.statusCode() != 404) {
            throw new IOException("the API answers " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Asks for a new data key; answers how many Secrets were encrypted with it. */
    public int rotateSecrets() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(server.resolve(KeyRotationPath.PATH))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode body = Json.parseObject(answer.body());
        if (answer.statusCode() != 200) {
            throw new IOException(body.path("message").asString("it answers " + answer.statusCode()));
        }
        return body.path("objects").asInt();
    }

    private static boolean ready(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
