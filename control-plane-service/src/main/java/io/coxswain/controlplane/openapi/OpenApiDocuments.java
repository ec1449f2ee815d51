package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.Descriptions;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final CustomSchemas custom;
    private volatile @Nullable Made made;
    private @Nullable ComponentRenderer components;

    private volatile @Nullable Whole whole;

    private record Whole(long version, OpenApiDocument document) {}

    private record Made(long version, OpenApiDocument index, Map<String, Rendered> documents) {}

    /** One document, and what it was made of. */
    private record Rendered(List<Kind<?>> members, Map<String, ObjectNode> components, OpenApiDocument document) {
        // Schemas are the same objects until they change; to compare what is in them would cost too much.
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<Kind<?>> now, Map<String, ObjectNode> schemas) {
            return members.equals(now)
                    && components.keySet().equals(schemas.keySet())
                    && components.entrySet().stream()
                            .allMatch(entry -> schemas.get(entry.getKey()) == entry.getValue());
        }
    }

    /** {@code version} is what the documents say of the server, such as {@code v1.36.0}. */
    public OpenApiDocuments(Schemas schemas, KindCatalog kinds, CustomSchemas custom, String version) {
        this.schemas = schemas;
        this.custom = custom;
        this.kinds = kinds;
        this.version = version;
    }

    /** What {@code /openapi/v3} answers: where each document is. */
    public OpenApiDocument index() {
        return made().index();
    }

    /** The document at {@code /openapi/v3/} and this path, such as {@code api/v1} or {@code apis/apps/v1}. */
    public Optional<OpenApiDocument> document(String path) {
        return Optional.ofNullable(made().documents().get(path)).map(Rendered::document);
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
                    OpenApiDocument.of(Version2.of(
                            now.documents().values().stream()
                                    .map(Rendered::document)
                                    .toList(),
                            version)));
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
        var documents = new LinkedHashMap<String, Rendered>();
        ObjectNode index = Json.object();
        ObjectNode entries = index.putObject("paths");
        groupVersions.forEach((root, members) -> {
            Map<String, ObjectNode> components = components(members);
            Rendered known = made == null ? null : made.documents().get(root);
            Rendered rendered = known != null && known.isOf(members, components)
                    ? known
                    : new Rendered(members, components, document(members, components));
            documents.put(root, rendered);
            entries.putObject(root)
                    .put(
                            "serverRelativeURL",
                            "/openapi/v3/" + root + "?hash="
                                    + rendered.document().hash());
        });
        return new Made(state, OpenApiDocument.of(index), documents);
    }

    /** The components of the custom kinds among these. */
    private Map<String, ObjectNode> components(List<Kind<?>> members) {
        var components = new LinkedHashMap<String, ObjectNode>();
        for (Kind<?> kind : members) {
            if (kinds.isBuiltIn(kind)) continue;
            custom.of(kind).ifPresent(schema -> components.put(CustomSchemas.name(kind), schema));
        }
        return components;
    }

    private OpenApiDocument document(List<Kind<?>> members, Map<String, ObjectNode> components) {
        ObjectNode paths = Json.object();
        var all = new HashMap<>(components);
        var renderer = new PathRenderer(schemas);
        for (Kind<?> kind : members) {
            String name = CustomSchemas.name(kind);
            if (components.containsKey(name)) {
                renderer.render(kind, name, paths);
                all.put(name + "List", CustomLists.of(kind));
            } else {
                renderer.render(kind, paths);
            }
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        document.set("paths", paths);
        document.putObject("components").set("schemas", renderer().render(paths, all));
        return OpenApiDocument.of(document);
    }

    /** Of the built-in types, which do not change. */
    private ComponentRenderer renderer() {
        ComponentRenderer known = components;
        if (known == null) {
            known = new ComponentRenderer(
                    schemas,
                    Descriptions.load(),
                    kinds.all().stream().filter(kinds::isBuiltIn).toList());
            components = known;
        }
        return known;
    }

    private static String root(Kind<?> kind) {
        return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
    }
}
