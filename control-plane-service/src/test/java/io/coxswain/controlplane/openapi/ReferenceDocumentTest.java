package io.coxswain.controlplane.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Compares what we serve with the document of a real cluster, where one is at hand. */
@EnabledIfSystemProperty(
        named = ReferenceDocumentTest.PROPERTY,
        matches = ".+",
        disabledReason = "no reference document: give its file (gzip) by -D" + ReferenceDocumentTest.PROPERTY)
class ReferenceDocumentTest {
    static final String PROPERTY = "coxswain.reference.openapi";

    /** Parameters of features that are not served; absent, so that nobody counts on them. */
    private static final List<String> NOT_SERVED =
            List.of("shardSelector", "ignoreStoreReadErrorWithClusterBreakingPotential");

    /** Types of the reference that stand for any JSON value of some form. */
    private static final String JSON_VALUES =
            "JSON|JSONSchemaPropsOr(Array|Bool|StringArray)|CustomResourceSubresourceStatus";

    private final OpenApiDocuments documents =
            new OpenApiDocuments(Schemas.load(), new KindCatalog(Kinds.ALL), CustomSchemas.NONE, "v1.36.0");
    private final List<String> differences = new ArrayList<>();
    private JsonNode reference = Json.object();

    @BeforeEach
    void readReference() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(System.getProperty(PROPERTY))))) {
            reference = Json.MAPPER.readTree(in.readAllBytes());
        }
    }

    @Test
    void schemasAreThoseOfTheReference() {
        int compared = 0;
        for (JsonNode document : ours()) {
            for (var entry : document.path("components").path("schemas").properties()) {
                JsonNode theirs = reference.path("definitions").path(entry.getKey());
                if (theirs.isMissingNode()) differences.add(entry.getKey() + " is not in the reference");
                else compareType(entry.getKey(), entry.getValue(), theirs);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(250);
        differences.forEach(System.out::println);
        assertThat(differences).isEmpty();
    }

    @Test
    void operationsAreThoseOfTheReference() {
        int compared = 0;
        for (JsonNode document : ours()) {
            for (var path : document.path("paths").properties()) {
                JsonNode theirs = reference.path("paths").path(path.getKey());
                for (var operation : path.getValue().properties()) {
                    if (operation.getKey().equals("parameters")) continue;
                    compareOperation(path.getKey(), operation.getKey(), path.getValue(), theirs);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
        differences.forEach(System.out::println);
        assertThat(differences).isEmpty();
    }

    private List<JsonNode> ours() {
        List<JsonNode> all = new ArrayList<>();
        JsonNode index = Json.MAPPER.readTree(documents.index().body());
        for (String root : index.path("paths").propertyNames()) {
            all.add(Json.MAPPER.readTree(documents.document(root).orElseThrow().body()));
        }
        return all;
    }

    private void compareType(String name, JsonNode ours, JsonNode theirs) {
        same(name, "type", ours, theirs, name.contains(".apimachinery.") && ours.has("oneOf"));
        same(name, "required", ours, theirs, false);
        same(name, "x-kubernetes-map-type", ours, theirs, false);
        if (theirs.has("description") && !ours.has("description")) differences.add(name + " has no description");
        if (ours.has("x-kubernetes-group-version-kind")) {
            for (JsonNode kind : ours.path("x-kubernetes-group-version-kind")) {
                boolean known = theirs.path("x-kubernetes-group-version-kind")
                        .valueStream()
                        .anyMatch(kind::equals);
                if (!known) differences.add(name + " is no " + kind);
            }
        } else if (theirs.has("x-kubernetes-group-version-kind") && !name.endsWith(".Status")) {
            differences.add(name + " lacks x-kubernetes-group-version-kind");
        }
        var fields = new TreeSet<String>(theirs.path("properties").propertyNames());
        fields.addAll(ours.path("properties").propertyNames());
        for (String field : fields) {
            JsonNode our = ours.path("properties").path(field);
            JsonNode their = theirs.path("properties").path(field);
            String place = name + "." + field;
            if (our.isMissingNode() || their.isMissingNode()) {
                differences.add(place + (our.isMissingNode() ? " is missing" : " is not in the reference"));
                continue;
            }
            compareField(place, our, their);
        }
    }

    private void compareField(String place, JsonNode ours, JsonNode theirs) {
        JsonNode plain =
                ours.path("allOf").path(0).isObject() ? ours.path("allOf").path(0) : ours;
        for (String key : List.of("type", "format")) same(place, key, ours, theirs, false);
        for (String key : List.of(
                "x-kubernetes-list-type",
                "x-kubernetes-list-map-keys",
                "x-kubernetes-map-type",
                "x-kubernetes-patch-merge-key",
                "x-kubernetes-patch-strategy")) {
            // The reference calls a certificate in bytes a list.
            same(place, key, ours, theirs, ours.path("format").asString("").equals("byte"));
        }
        String ourReference = reference(plain);
        if (!ourReference.equals(reference(theirs)) && !isAnyJson(plain, reference(theirs))) {
            differences.add(place + " refers to " + ourReference + ", not " + reference(theirs));
        }
        for (String inner : List.of("items", "additionalProperties")) {
            if (theirs.path(inner).isObject() || ours.path(inner).isObject()) {
                compareField(place + "/" + inner, ours.path(inner), theirs.path(inner));
            }
        }
        if (!texts(ours.path("enum")).equals(texts(theirs.path("enum")))) {
            differences.add(place + ": enum " + texts(ours.path("enum")) + ", not " + texts(theirs.path("enum")));
        }
        if (theirs.has("description") && !ours.has("description")) differences.add(place + " has no description");
    }

    private static boolean isAnyJson(JsonNode ours, String theirType) {
        return ours.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
                && theirType.matches(".*\\.apiextensions\\.v1\\.(" + JSON_VALUES + ")");
    }

    private void compareOperation(String path, String method, JsonNode ours, JsonNode theirs) {
        String place = method + " " + path;
        JsonNode our = ours.path(method);
        JsonNode their = theirs.path(method);
        if (their.isMissingNode()) {
            differences.add(place + " is not in the reference");
            return;
        }
        same(place, "operationId", our, their, false);
        same(place, "x-kubernetes-action", our, their, false);
        boolean connect = our.path("x-kubernetes-action").asString("").equals("connect");
        same(place, "x-kubernetes-group-version-kind", our, their, connect);
        same(place, "description", our, their, false);
        var wanted = names(their.path("parameters"));
        wanted.addAll(names(theirs.path("parameters")));
        NOT_SERVED.forEach(wanted::remove);
        var found = names(our.path("parameters"));
        found.addAll(names(ours.path("parameters")));
        if (our.has("requestBody")) found.add("body");
        // A list over all namespaces has its parameters on the path in the reference.
        if (connect) found.remove("pretty");
        if (!wanted.equals(found)) differences.add(place + ": parameters " + found + ", not " + wanted);
        for (var response : their.path("responses").properties()) {
            JsonNode answer = our.path("responses").path(response.getKey());
            String wantedType = reference(response.getValue().path("schema"));
            if (response.getKey().equals("202") && method.equals("post") && path.endsWith("/binding")) continue;
            if (answer.isMissingNode()) {
                if (!path.endsWith("/binding")) differences.add(place + " lacks the answer " + response.getKey());
                continue;
            }
            String type =
                    reference(answer.path("content").path("application/json").path("schema"));
            if (!type.equals(wantedType)) {
                differences.add(place + " answers " + response.getKey() + " " + type + ", not " + wantedType);
            }
        }
    }

    private Set<String> names(JsonNode parameters) {
        var names = new TreeSet<String>();
        for (JsonNode parameter : parameters) {
            JsonNode resolved = parameter.has("$ref")
                    ? reference
                            .path("parameters")
                            .path(lastOf(parameter.path("$ref").asString()))
                    : parameter;
            names.add(resolved.path("name").asString());
        }
        return names;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asString()));
        return texts.stream().sorted().toList();
    }

    private static String reference(JsonNode schema) {
        return schema.has("$ref") ? lastOf(schema.path("$ref").asString()) : "";
    }

    private static String lastOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private void same(String place, String key, JsonNode ours, JsonNode theirs, boolean explained) {
        JsonNode our = sorted(ours.path(key));
        JsonNode their = sorted(theirs.path(key));
        if (!our.equals(their) && !explained) differences.add(place + ": " + key + " is " + our + ", not " + their);
    }

    private static JsonNode sorted(JsonNode value) {
        if (!(value instanceof ArrayNode) || value.path(0).isObject()) return value;
        ArrayNode sorted = Json.MAPPER.createArrayNode();
        texts(value).forEach(sorted::add);
        return sorted;
    }
}
