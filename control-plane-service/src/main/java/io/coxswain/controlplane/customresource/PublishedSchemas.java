package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.openapi.CustomSchemas;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What OpenAPI says of custom resources: their own schemas, and the metadata that every object has. */
final class PublishedSchemas implements CustomSchemas {
    private static final String OBJECT_META = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private record Published(CustomKind of, ObjectNode schema) {}

    private final CustomKinds kinds;
    /** As many as there are versions of custom resources. */
    private final Map<String, Published> published = new ConcurrentHashMap<>();

    PublishedSchemas(CustomKinds kinds) {
        this.kinds = kinds;
    }

    // A definition that changed is another object; to compare what is in it would cost too much.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public Optional<ObjectNode> of(Kind<?> kind) {
        Optional<CustomKind> custom = kinds.find(kind);
        if (custom.isEmpty()) return Optional.empty();
        String name = CustomSchemas.name(kind);
        Published known = published.get(name);
        if (known == null || known.of() != custom.get()) {
            known = new Published(custom.get(), schema(custom.get()));
            published.put(name, known);
            published.values().removeIf(old -> !kinds.isCurrent(old.of()));
        }
        return Optional.of(known.schema());
    }

    private static ObjectNode schema(CustomKind custom) {
        StructuralSchema structural = custom.schema();
        ObjectNode schema = structural == null
                ? Json.object().put("type", "object")
                : structural.source().deepCopy();
        if (structural != null) {
            complete(schema);
            typeMeta(schema);
        }
        Kind<?> kind = custom.kind();
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", kind.group())
                .put("kind", kind.name())
                .put("version", kind.version());
        if (!custom.selectable().isEmpty()) {
            ArrayNode fields = schema.putArray("x-kubernetes-selectable-fields");
            custom.selectable().forEach(path -> fields.addObject().put("fieldPath", path.toString()));
        }
        return schema;
    }

    /** What the extensions of a structural schema mean, in the words of OpenAPI. */
    private static void complete(@Nullable JsonNode node) {
        if (!(node instanceof ObjectNode schema)) return;
        if (schema.path("x-kubernetes-int-or-string").asBoolean(false) && !schema.has("oneOf")) {
            ArrayNode types = schema.putArray("oneOf");
            types.addObject().put("type", "integer");
            types.addObject().put("type", "string");
        }
        schema.path("properties").forEach(PublishedSchemas::complete);
        complete(schema.get("items"));
        complete(schema.get("additionalProperties"));
        if (schema.path("x-kubernetes-embedded-resource").asBoolean(false)) {
            typeMeta(schema);
            List<String> required = Json.texts(schema.path("required"));
            ArrayNode all = schema.path("required") instanceof ArrayNode there ? there : schema.putArray("required");
            for (String field : List.of("kind", "apiVersion")) {
                if (!required.contains(field)) all.add(field);
            }
        }
    }

    private static void typeMeta(ObjectNode schema) {
        ObjectNode properties =
                schema.path("properties") instanceof ObjectNode there ? there : schema.putObject("properties");
        properties
                .putObject("apiVersion")
                .put("description", "The version of the schema of this object, as group and version.")
                .put("type", "string");
        properties
                .putObject("kind")
                .put("description", "What this object is, such as the resource that it stands for.")
                .put("type", "string");
        properties
                .putObject("metadata")
                .put("description", "The metadata that every object has.")
                .putArray("allOf")
                .addObject()
                .put("$ref", OBJECT_META);
    }
}
