package io.coxswain.controlplane.http;

import io.coxswain.json.Json;
import io.coxswain.model.KindCatalog;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Serves what is no object: version, health, discovery, OpenAPI, and the paths of our own. */
public final class StaticPaths {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Health health;
    private final OpenApiPaths openApi;
    private final Map<String, PathHandler> handlers;
    private final byte[] version;
    private final Discovery discovery;
    private final KindCatalog kinds;
    private volatile Aggregated aggregated;

    public StaticPaths(KindCatalog kinds, Health health, OpenApiPaths openApi, List<PathHandler> handlers) {
        this.health = health;
        this.openApi = openApi;
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(PathHandler::path, Function.identity()));
        this.version = Json.bytes(Version.document());
        this.discovery = new Discovery(kinds);
        this.kinds = kinds;
        this.aggregated = make();
    }

    /** Both documents of discovery, of a state of the catalog. */
    private record Aggregated(long version, Document core, Document groups) {}

    private Aggregated current() {
        Aggregated known = aggregated;
        if (known.version() == kinds.version()) return known;
        Aggregated fresh = make();
        aggregated = fresh;
        return fresh;
    }

    private Aggregated make() {
        long version = kinds.version();
        return new Aggregated(
                version, Document.of(discovery.aggregated(true)), Document.of(discovery.aggregated(false)));
    }

    /** A document that changes only with the kinds that are served. */
    private static final class Document {
        private final byte[] json;
        private final String tag;

        private Document(byte[] json, String tag) {
            this.json = json;
            this.tag = tag;
        }

        static Document of(ObjectNode tree) {
            byte[] json = Json.bytes(tree);
            try {
                byte[] hash = MessageDigest.getInstance("SHA-512").digest(json);
                return new Document(json, '"' + HexFormat.of().withUpperCase().formatHex(hash) + '"');
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    Optional<PathHandler> handler(String path) {
        return Optional.ofNullable(handlers.get(path));
    }

    /** False where there is nothing under this path. */
    boolean serve(String path, Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Health.Answer> health = this.health.answer(path, query.has("verbose"));
        if (health.isPresent()) {
            int code = health.get().good() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            Responses.text(response, code, health.get().text());
            return true;
        }
        if (path.equals("/version") || path.equals("/version/")) {
            get(request);
            Responses.json(request, response, HttpServletResponse.SC_OK, version);
            return true;
        }
        if (path.startsWith("/openapi/")) kinds.refresh();
        if (path.startsWith("/openapi/")) return openApi.serve(path, query, request, response);
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.startsWith("/apis")) kinds.refresh();
        if ((trimmed.equals("/api") || trimmed.equals("/apis")) && wantsAggregated(request)) {
            get(request);
            aggregated(trimmed.equals("/api") ? current().core() : current().groups(), request, response);
            return true;
        }
        Optional<ObjectNode> document =
                discovery.document(trimmed, request.getLocalAddr() + ":" + request.getLocalPort());
        if (document.isEmpty()) return false;
        get(request);
        Form form = Form.negotiate(request.getHeader("Accept"));
        Responses.tree(request, response, HttpServletResponse.SC_OK, form, document.get());
        return true;
    }

    private static void aggregated(Document document, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("ETag", document.tag);
        response.addHeader("Vary", "Accept");
        if (document.tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Content-Type", AGGREGATED);
        Responses.bytes(request, response, document.json);
    }

    /** Clients put it first when they understand it. */
    private static boolean wantsAggregated(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null
                && MediaRange.parseAccept(accept).stream()
                        .anyMatch(range -> range.parameter("as").equals("APIGroupDiscoveryList")
                                && range.parameter("g").equals("apidiscovery.k8s.io")
                                && range.parameter("v").toLowerCase(Locale.ROOT).equals("v2"));
    }

    private static void get(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        }
    }
}
