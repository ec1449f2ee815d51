package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.Descriptions;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI v3 documents, one a group version, and their index. All are made together when the first is asked for
 * after a change of the kinds, and kept as bytes.
 */
public final class OpenApiDocuments {
    private final Schemas schemas;
    private final KindCatalog kinds;
    private final String version;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Made made;

    private volatile @Nullable Whole whole;

    private record Whole(long version, OpenApiDocument document) {}

    private record Made(long version, OpenApiDocument index, Map<String, OpenApiDocument> documents) {}

    /** {@code version} is what the documents say of the server, such as {@code v1.36.0}. */
    public OpenApiDocuments(Schemas schemas, KindCatalog kinds, String version) {
        this.schemas = schemas;
        this.kinds = kinds;
        this.version = version;
    }

    /** What {@code /openapi/v3} answers: where each document is. */
    public OpenApiDocument index() {
        return made().index();
    }

    /** The document at {@code /openapi/v3/} and this path, such as {@code api/v1} or {@code apis/apps/v1}. */
    public Optional<OpenApiDocument> document(String path) {
        return Optional.ofNullable(made().documents().get(path));
    }

    /** What {@code /openapi/v2} answers: all documents as one. */
    public OpenApiDocument version2() {
        Made now = made();
        Whole known = whole;
        if (known != null && known.version() == now.version()) return known.document();
        making.lock();
        try {
            Whole fresh = new Whole(
                    now.version(),
                    OpenApiDocument.of(Version2.of(now.documents().values(), version)));
            whole = fresh;
            return fresh.document();
        } finally {
            making.unlock();
        }
    }

    private Made made() {
        Made known = made;
        if (known != null && known.version() == kinds.version()) return known;
        making.lock();
        try {
            Made again = made;
            if (again != null && again.version() == kinds.version()) return again;
            Made fresh = make();
            made = fresh;
            return fresh;
        } finally {
            making.unlock();
        }
    }

    private Made make() {
        long state = kinds.version();
        var groupVersions = new LinkedHashMap<String, List<Kind<?>>>();
        for (Kind<?> kind : kinds.all()) {
            groupVersions.computeIfAbsent(root(kind), root -> new ArrayList<>()).add(kind);
        }
        var components = new ComponentRenderer(schemas, Descriptions.load(), kinds.all());
        var paths = new PathRenderer(schemas);
        var documents = new LinkedHashMap<String, OpenApiDocument>();
        ObjectNode index = Json.object();
        ObjectNode entries = index.putObject("paths");
        groupVersions.forEach((root, members) -> {
            ObjectNode rendered = Json.object();
            for (Kind<?> kind : members) paths.render(kind, rendered);
            ObjectNode document = Json.object().put("openapi", "3.0.0");
            document.putObject("info").put("title", "Kubernetes").put("version", version);
            document.set("paths", rendered);
            document.putObject("components").set("schemas", components.render(rendered));
            OpenApiDocument finished = OpenApiDocument.of(document);
            documents.put(root, finished);
            entries.putObject(root).put("serverRelativeURL", "/openapi/v3/" + root + "?hash=" + finished.hash());
        });
        return new Made(state, OpenApiDocument.of(index), documents);
    }

    private static String root(Kind<?> kind) {
        return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
    }
}
