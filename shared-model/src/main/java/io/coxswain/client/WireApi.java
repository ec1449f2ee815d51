package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API over HTTPS. Retries nothing: those who call it know whether, and have a back-off. */
public final class WireApi implements Api, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** An answer that is larger fails; lists of many objects come in pages. */
    private static final long LIMIT_BYTES = 256L << 20;
    /** How long the server keeps a watch open at least; a random part on top spreads the clients. */
    private static final int WATCH_SECONDS = 300;
    /** A field that the server does not know is a mistake of this program: refused, not dropped with a warning. */
    private static final String STRICT = "fieldValidation=Strict";

    private final URI server;
    private final String userAgent;
    private final WireConnection connection;
    private final Supplier<String> bearer;

    private WireApi(URI server, Supplier<SSLContext> tls, Supplier<String> bearer, String userAgent) {
        this.server = server;
        this.userAgent = userAgent;
        this.bearer = bearer;
        this.connection = new WireConnection(tls);
    }

    /** A client whose {@code userAgent} names the component, such as {@code coxswain-node-agent}. */
    public WireApi(URI server, SSLContext tls, String userAgent) {
        this(server, () -> tls, () -> "", userAgent);
    }

    public static WireApi of(Kubeconfig config, String userAgent) {
        SSLContext tls = config.sslContext();
        return new WireApi(config.server(), () -> tls, config::bearer, userAgent);
    }

    /** A client that is asked again who it is for each connection that it opens. */
    public static WireApi of(Supplier<Kubeconfig> config, String userAgent) {
        return new WireApi(
                config.get().server(),
                () -> config.get().sslContext(),
                () -> config.get().bearer(),
                userAgent);
    }

    /** Opens new connections from now on; what is under way ends on the old ones. */
    public void reconnect() {
        connection.renew();
    }

    @Override
    public ObjectNode get(Kind<?> kind, ObjectKey key) {
        return exchange("GET", path(kind, key, ""), "", null, "");
    }

    @Override
    public ObjectList list(Kind<?> kind, ListOptions options) {
        var query = new ArrayList<String>(selectors(options));
        if (options.limit() > 0) query.add(WirePath.parameter("limit", String.valueOf(options.limit())));
        if (!options.continueToken().isEmpty()) query.add(WirePath.parameter("continue", options.continueToken()));
        ObjectNode list = exchange("GET", kind.path(options.namespace()), String.join("&", query), null, "");
        var items = new ArrayList<ObjectNode>();
        for (JsonNode item : list.path("items")) {
            // a list names kind and version once for all its items
            if (item instanceof ObjectNode object) {
                if (!object.has("kind")) object.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
                items.add(object);
            }
        }
        return new ObjectList(
                items,
                Metadata.resourceVersion(list),
                list.path("metadata").path("continue").asString(""));
    }

    @Override
    public Watch watch(Kind<?> kind, ListOptions options) {
        var query = new ArrayList<String>(selectors(options));
        query.add("watch=true");
        query.add("allowWatchBookmarks=true");
        query.add(
                "timeoutSeconds=" + (WATCH_SECONDS + ThreadLocalRandom.current().nextInt(WATCH_SECONDS)));
        HttpRequest request = request(kind.path(options.namespace()), String.join("&", query))
                .GET()
                .build();
        HttpResponse<InputStream> answer = connection.send(request, BodyHandlers.ofInputStream(), TIMEOUT);
        return WireWatch.of(answer);
    }

    @Override
    public ObjectNode create(Kind<?> kind, ObjectNode object) {
        Address.check(kind, Metadata.namespace(object));
        return exchange("POST", kind.path(Metadata.namespace(object)), STRICT, object, "application/json");
    }

    @Override
    public ObjectNode update(Kind<?> kind, ObjectNode object) {
        return update(kind, object, "");
    }

    @Override
    public ObjectNode updateStatus(Kind<?> kind, ObjectNode object) {
        return update(kind, object, "status");
    }

    @Override
    public ObjectNode patch(Kind<?> kind, ObjectKey key, PatchType type, JsonNode patch, @Nullable String subresource) {
        String part = Objects.requireNonNullElse(subresource, "");
        return exchange("PATCH", path(kind, key, part), STRICT, patch, type.mediaType());
    }

    @Override
    public void delete(Kind<?> kind, ObjectKey key, DeleteOptions options) {
        exchange("DELETE", path(kind, key, ""), "", body(options), "application/json");
    }

    @Override
    public void deleteCollection(Kind<?> kind, ListOptions which, DeleteOptions how) {
        exchange(
                "DELETE",
                kind.path(which.namespace()),
                String.join("&", selectors(which)),
                body(how),
                "application/json");
    }

    @Override
    public ObjectNode createSubresource(Kind<?> kind, ObjectKey key, String subresource, ObjectNode body) {
        return exchange("POST", path(kind, key, subresource), "", body, "application/json");
    }

    /** Ends all watches and connections. */
    @Override
    public void close() {
        connection.close();
    }

    private ObjectNode update(Kind<?> kind, ObjectNode object, String subresource) {
        return exchange("PUT", path(kind, Metadata.key(object), subresource), STRICT, object, "application/json");
    }

    private static String path(Kind<?> kind, ObjectKey key, String subresource) {
        Address.check(kind, key, subresource);
        return subresource.isEmpty() ? kind.path(key) : kind.path(key) + "/" + subresource;
    }

    private ObjectNode exchange(String method, String path, String query, @Nullable JsonNode body, String mediaType) {
        HttpRequest.Builder request = request(path, query);
        if (body == null) request.method(method, BodyPublishers.noBody());
        else request.header("Content-Type", mediaType).method(method, BodyPublishers.ofByteArray(Json.bytes(body)));
        HttpResponse<byte[]> answer = connection.send(
                request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LIMIT_BYTES), TIMEOUT);
        if (answer.statusCode() / 100 != 2) throw WireConnection.failure(answer.statusCode(), answer.body());
        return WireConnection.object(answer.body());
    }

    private HttpRequest.Builder request(String path, String query) {
        HttpRequest.Builder request = HttpRequest.newBuilder(WirePath.resolve(server, path, query))
                .header("Accept", "application/json")
                .header("User-Agent", userAgent);
        String token = bearer.get();
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return request;
    }

    private static List<String> selectors(ListOptions options) {
        var query = new ArrayList<String>();
        if (!options.labelSelector().isEmpty()) query.add(WirePath.parameter("labelSelector", options.labelSelector()));
        if (!options.fieldSelector().isEmpty()) query.add(WirePath.parameter("fieldSelector", options.fieldSelector()));
        if (!options.resourceVersion().isEmpty())
            query.add(WirePath.parameter("resourceVersion", options.resourceVersion()));
        return query;
    }

    private static ObjectNode body(DeleteOptions options) {
        ObjectNode body = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (options.gracePeriodSeconds() != null) body.put("gracePeriodSeconds", options.gracePeriodSeconds());
        if (options.propagationPolicy() != null) body.put("propagationPolicy", options.propagationPolicy());
        if (options.uid() == null && options.resourceVersion() == null) return body;
        ObjectNode preconditions = body.putObject("preconditions");
        if (options.uid() != null) preconditions.put("uid", options.uid());
        if (options.resourceVersion() != null) preconditions.put("resourceVersion", options.resourceVersion());
        return body;
    }
}
