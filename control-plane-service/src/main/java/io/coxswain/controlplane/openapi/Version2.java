package io.coxswain.controlplane.openapi;

import io.coxswain.json.Json;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents of version 3 told as the one document of version 2. */
final class Version2 {
    private static final String DEFINITIONS = "#/definitions/";

    private Version2() {}

    static ObjectNode of(Collection<OpenApiDocument> documents, String version) {
        ObjectNode whole = Json.object().put("swagger", "2.0");
        whole.putObject("info").put("title", "Kubernetes").put("version", version);
        ObjectNode paths = whole.putObject("paths");
        ObjectNode definitions = whole.putObject("definitions");
        for (OpenApiDocument document : documents) {
            ObjectNode tree = Json.parseObject(document.body());
            tree.path("paths").properties().forEach(entry -> paths.set(entry.getKey(), path(entry.getValue())));
            tree.path("components")
                    .path("schemas")
                    .properties()
                    .forEach(entry -> definitions.set(entry.getKey(), schema(entry.getValue())));
        }
        return whole;
    }

    private static ObjectNode path(JsonNode path) {
        ObjectNode converted = Json.object();
        path.properties()
                .forEach(entry -> converted.set(
                        entry.getKey(),
                        entry.getKey().equals("parameters")
                                ? parameters(entry.getValue())
                                : operation(entry.getValue())));
        return converted;
    }

    private static ObjectNode operation(JsonNode operation) {
        ObjectNode converted = Json.object();
        operation.properties().forEach(entry -> {
            switch (entry.getKey()) {
                case "parameters", "requestBody", "responses" -> {}
                default -> converted.set(entry.getKey(), entry.getValue());
            }
        });
        ArrayNode parameters = parameters(operation.path("parameters"));
        JsonNode body = operation.path("requestBody");
        if (body.isObject()) {
            ObjectNode parameter = Json.object().put("in", "body").put("name", "body");
            if (body.path("required").asBoolean(false)) parameter.put("required", true);
            body.path("content")
                    .valueStream()
                    .findFirst()
                    .ifPresent(content -> parameter.set("schema", schema(content.path("schema"))));
            parameters.insert(0, parameter);
            body.path("content").propertyNames().forEach(converted.putArray("consumes")::add);
        }
        if (!parameters.isEmpty()) converted.set("parameters", parameters);
        Set<String> produces = new LinkedHashSet<>();
        ObjectNode responses = Json.object();
        for (Map.Entry<String, JsonNode> entry : operation.path("responses").properties()) {
            JsonNode content = entry.getValue().path("content");
            produces.addAll(content.propertyNames());
            ObjectNode response = responses
                    .putObject(entry.getKey())
                    .put("description", entry.getValue().path("description").asString(""));
            content.valueStream().findFirst().ifPresent(first -> response.set("schema", schema(first.path("schema"))));
        }
        ArrayNode forms = converted.putArray("produces");
        produces.forEach(forms::add);
        converted.set("responses", responses);
        converted.putArray("schemes").add("https");
        return converted;
    }

    /** What version 3 says in the schema of a parameter is a part of the parameter itself. */
    private static ArrayNode parameters(JsonNode parameters) {
        ArrayNode converted = Json.MAPPER.createArrayNode();
        for (JsonNode parameter : parameters) {
            ObjectNode flat = converted.addObject();
            parameter.properties().forEach(entry -> {
                if (entry.getKey().equals("schema")) flat.setAll((ObjectNode) entry.getValue());
                else flat.set(entry.getKey(), entry.getValue());
            });
        }
        return converted;
    }

    /** Without defaults and choices, which version 2 does not have; a reference stands beside its description. */
    private static JsonNode schema(JsonNode schema) {
        if (schema instanceof ArrayNode list) {
            ArrayNode converted = Json.MAPPER.createArrayNode();
            list.forEach(entry -> converted.add(schema(entry)));
            return converted;
        }
        if (!(schema instanceof ObjectNode object)) return schema;
        ObjectNode converted = Json.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "$ref" ->
                    converted.put(
                            "$ref", DEFINITIONS + value.asString("").substring(ComponentRenderer.PREFIX.length()));
                case "allOf" -> converted.setAll((ObjectNode) schema(value.get(0)));
                case "properties" -> {
                    ObjectNode properties = converted.putObject("properties");
                    value.properties().forEach(field -> properties.set(field.getKey(), schema(field.getValue())));
                }
                case "items", "additionalProperties" -> converted.set(entry.getKey(), schema(value));
                case "oneOf" -> converted.put("type", "string");
                case "default" -> {}
                default -> converted.set(entry.getKey(), value);
            }
        }
        return converted;
    }
}
