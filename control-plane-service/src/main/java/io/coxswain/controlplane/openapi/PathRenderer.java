package io.coxswain.controlplane.openapi;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.strategy.DeletionAnswer;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders the paths of a kind with their operations. */
final class PathRenderer {
    static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
    static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

    private static final List<String> OBJECT_TYPES = List.of("application/json", "application/yaml");
    private static final List<String> STREAM_TYPES = List.of("application/json;stream=watch");

    private final Schemas schemas;

    PathRenderer(Schemas schemas) {
        this.schemas = schemas;
    }

    void render(Kind<?> kind, ObjectNode paths) {
        if (schemas.find(kind.group(), kind.version(), kind.name()) == null) return;
        render(kind, schemas.of(kind).name(), paths);
    }

    /** {@code type} is the name of the kind's component. */
    void render(Kind<?> kind, String type, ObjectNode paths) {
        var names = new OperationNames(kind);
        if (kind.namespaced() && kind.allows("list")) {
            ObjectNode everywhere = paths.putObject(kind.path((String) null));
            everywhere.set("get", list(kind, names.of("list", "", "ForAllNamespaces"), type + "List"));
            everywhere.set("parameters", Parameters.query(List.of("pretty")));
        }
        String collection = kind.path(kind.namespaced() ? "{namespace}" : null);
        ObjectNode all = paths.putObject(collection);
        if (kind.allows("list")) all.set("get", list(kind, names.of("list", "", ""), type + "List"));
        if (kind.allows("create")) all.set("post", create(kind, names, type));
        if (kind.allows("deletecollection")) all.set("delete", deleteCollection(kind, names));
        all.set("parameters", common(kind, false));
        if (!kind.allows("get")) return;

        ObjectNode one = paths.putObject(collection + "/{name}");
        one.set("get", read(kind, names, type));
        if (kind.allows("update")) one.set("put", replace(kind, names, type));
        if (kind.allows("patch")) one.set("patch", patch(kind, names, type));
        if (kind.allows("delete")) one.set("delete", delete(kind, names, type));
        one.set("parameters", common(kind, true));
        kind.subresources().stream()
                .sorted()
                .forEach(name -> paths.set(
                        collection + "/{name}/" + name, subresource(kind, names, type, Subresource.of(name))));
    }

    private ObjectNode list(Kind<?> kind, String id, String listType) {
        ObjectNode operation = operation(
                kind,
                id,
                "list",
                (kind.allows("watch") ? "list or watch" : "list") + " objects of kind " + kind.name());
        operation.set("parameters", Parameters.query(Parameters.LIST));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode content = responses.putObject("200").put("description", "OK").putObject("content");
        OBJECT_TYPES.forEach(media -> content.putObject(media).set("schema", reference(listType)));
        STREAM_TYPES.forEach(media -> content.putObject(media).set("schema", reference(listType)));
        return unauthorized(operation);
    }

    private ObjectNode create(Kind<?> kind, OperationNames names, String type) {
        ObjectNode operation =
                operation(kind, names.of("create", "", ""), "post", "create" + article(kind) + kind.name());
        operation.set("parameters", Parameters.query(Parameters.WRITE));
        body(operation, List.of("*/*"), type, true);
        return responses(operation, type, "200", "201", "202");
    }

    private ObjectNode deleteCollection(Kind<?> kind, OperationNames names) {
        ObjectNode operation = operation(
                kind, names.of("delete", "Collection", ""), "deletecollection", "delete collection of " + kind.name());
        operation.set("parameters", Parameters.query(Parameters.DELETE_COLLECTION));
        body(operation, List.of("*/*"), DELETE_OPTIONS, false);
        return responses(operation, STATUS, "200");
    }

    private ObjectNode read(Kind<?> kind, OperationNames names, String type) {
        ObjectNode operation = operation(kind, names.of("read", "", ""), "get", "read the specified " + kind.name());
        return responses(operation, type, "200");
    }

    private ObjectNode replace(Kind<?> kind, OperationNames names, String type) {
        ObjectNode operation =
                operation(kind, names.of("replace", "", ""), "put", "replace the specified " + kind.name());
        operation.set("parameters", Parameters.query(Parameters.WRITE));
        body(operation, List.of("*/*"), type, true);
        return responses(operation, type, "200", "201");
    }

    private ObjectNode patch(Kind<?> kind, OperationNames names, String type) {
        ObjectNode operation =
                operation(kind, names.of("patch", "", ""), "patch", "partially update the specified " + kind.name());
        return patched(kind, operation, type);
    }

    private ObjectNode delete(Kind<?> kind, OperationNames names, String type) {
        ObjectNode operation =
                operation(kind, names.of("delete", "", ""), "delete", "delete" + article(kind) + kind.name());
        operation.set("parameters", Parameters.query(Parameters.DELETE));
        body(operation, List.of("*/*"), DELETE_OPTIONS, false);
        return responses(operation, DeletionAnswer.isObject(kind) ? type : STATUS, "200", "202");
    }

    private ObjectNode subresource(Kind<?> kind, OperationNames names, String type, Subresource subresource) {
        ObjectNode path = Json.object();
        Subresource.Body body = subresource.body();
        String content = body == null ? type : body.type();
        String of = subresource.name() + " of the specified " + kind.name();
        String suffix = OperationNames.capitalised(subresource.name());
        for (String method : List.of("get", "put", "patch", "post")) {
            if (!subresource.methods().contains(method)) continue;
            String verb = switch (method) {
                case "get" -> "read";
                case "put" -> "replace";
                case "patch" -> "partially update";
                default -> "create";
            };
            String id = names.of(method.equals("patch") ? "patch" : verb, "", suffix);
            ObjectNode operation = operation(
                    kind,
                    id,
                    method,
                    verb + " " + (method.equals("post") ? subresource.name() + " of a " + kind.name() : of));
            if (body != null) groupVersionKind(operation, body);
            switch (method) {
                case "get" -> {
                    if (subresource.text()) text(operation);
                    else responses(operation, content, "200");
                }
                case "patch" -> patched(kind, operation, content);
                case "post" -> {
                    body(operation, List.of("*/*"), content, true);
                    responses(operation, content, "200", "201", "202");
                }
                default -> {
                    body(operation, List.of("*/*"), content, true);
                    responses(operation, content, "200", "201");
                }
            }
            path.set(method, operation);
        }
        if (subresource.methods().contains("connect")) {
            for (String method : List.of("get", "post")) {
                String id = names.of("connect", OperationNames.capitalised(method), suffix);
                path.set(
                        method,
                        text(operation(
                                kind,
                                id,
                                "connect",
                                "connect " + method.toUpperCase(Locale.ROOT) + " requests to " + subresource.name()
                                        + " of " + kind.name())));
            }
        }
        ArrayNode parameters = common(kind, true);
        if (!subresource.text() && subresource.methods().contains("put")) {
            path.path("put").asObject().set("parameters", Parameters.query(Parameters.WRITE));
        } else if (!subresource.text()) {
            parameters.addAll(Parameters.query(Parameters.WRITE));
        }
        parameters.addAll(Parameters.query(subresource.parameters()));
        path.set("parameters", parameters);
        return path;
    }

    private static ObjectNode operation(Kind<?> kind, String id, String action, String description) {
        ObjectNode operation = Json.object();
        operation.putArray("tags").add(OperationNames.tag(kind));
        operation.put("description", description).put("operationId", id).put("x-kubernetes-action", action);
        operation.set(
                "x-kubernetes-group-version-kind", GroupVersionKinds.one(kind.group(), kind.version(), kind.name()));
        return operation;
    }

    private static void groupVersionKind(ObjectNode operation, Subresource.Body body) {
        operation.set(
                "x-kubernetes-group-version-kind", GroupVersionKinds.one(body.group(), body.version(), body.kind()));
    }

    private static ObjectNode patched(Kind<?> kind, ObjectNode operation, String type) {
        operation.set("parameters", Parameters.query(Parameters.PATCH));
        List<String> media = PatchType.of(kind).map(PatchType::mediaType).toList();
        body(operation, media, WellKnownSchemas.PATCH, true);
        return responses(operation, type, "200", "201");
    }

    private static void body(ObjectNode operation, List<String> media, String type, boolean required) {
        ObjectNode body = operation.putObject("requestBody");
        if (required) body.put("required", true);
        ObjectNode content = body.putObject("content");
        media.forEach(form -> content.putObject(form).set("schema", reference(type)));
    }

    private static ObjectNode responses(ObjectNode operation, String type, String... codes) {
        ObjectNode responses = operation.putObject("responses");
        for (String code : codes) {
            ObjectNode content = responses
                    .putObject(code)
                    .put(
                            "description",
                            switch (code) {
                                case "201" -> "Created";
                                case "202" -> "Accepted";
                                default -> "OK";
                            })
                    .putObject("content");
            OBJECT_TYPES.forEach(media -> content.putObject(media).set("schema", reference(type)));
        }
        return unauthorized(operation);
    }

    private static ObjectNode text(ObjectNode operation) {
        ObjectNode content = operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content");
        content.putObject("text/plain").putObject("schema").put("type", "string");
        return unauthorized(operation);
    }

    private static ObjectNode unauthorized(ObjectNode operation) {
        operation.path("responses").asObject().putObject("401").put("description", "Unauthorized");
        return operation;
    }

    private static ArrayNode common(Kind<?> kind, boolean named) {
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        if (named) parameters.add(Parameters.path("name", "name of the " + kind.name()));
        if (kind.namespaced()) parameters.add(Parameters.path("namespace", "The namespace of the object."));
        return parameters.addAll(Parameters.query(List.of("pretty")));
    }

    private static ObjectNode reference(String type) {
        return Json.object().put("$ref", ComponentRenderer.PREFIX + type);
    }

    private static String article(Kind<?> kind) {
        String name = kind.name();
        if (name.endsWith("s") && !name.endsWith("ss")) return " ";
        return "AEIOU".indexOf(name.charAt(0)) >= 0 ? " an " : " a ";
    }
}
