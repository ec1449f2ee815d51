package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.VersionPriority;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a CustomResourceDefinition. */
record DefinitionView(ObjectNode tree) {
    private JsonNode spec() {
        return tree.path("spec");
    }

    String group() {
        return spec().path("group").asString("");
    }

    boolean isTrue(String condition) {
        return Conditions.isTrue(tree, condition);
    }

    /** Its objects, whatever versions of them are served now. */
    Kind<?> instances() {
        return versions().getFirst().kind();
    }

    private String storageVersion() {
        for (JsonNode version : spec().path("versions")) {
            if (version.path("storage").asBoolean(false))
                return version.path("name").asString("");
        }
        return "";
    }

    /** Its versions, of which the first stands for the stored objects: the storage version, if it is served. */
    List<CustomKind> versions() {
        List<CustomKind> all = new ArrayList<>();
        String storage = storageVersion();
        List<JsonNode> inOrder = spec().path("versions")
                .valueStream()
                .sorted(Comparator.comparing(
                                (JsonNode version) -> !version.path("served").asBoolean(false))
                        .thenComparing(
                                version -> !version.path("name").asString("").equals(storage)))
                .toList();
        for (JsonNode version : inOrder) {
            all.add(kind(version, all.isEmpty() ? null : all.getFirst().kind()));
        }
        return all;
    }

    private CustomKind kind(JsonNode version, @Nullable Kind<?> stored) {
        JsonNode names = tree.path("status").path("acceptedNames");
        JsonNode subresources = version.path("subresources");
        Set<String> enabled = new HashSet<>();
        if (subresources.hasNonNull("status")) enabled.add("status");
        if (subresources.hasNonNull("scale")) enabled.add("scale");
        Kind<GenericKubernetesResource> kind = new Kind<>(
                        group(),
                        version.path("name").asString(""),
                        names.path("kind").asString(""),
                        names.path("plural").asString(""),
                        spec().path("scope").asString("").equals("Namespaced"),
                        Json.texts(names.path("shortNames")),
                        Json.texts(names.path("categories")),
                        enabled,
                        GenericKubernetesResource.class)
                .withNouns(
                        names.path("singular").asString(""),
                        names.path("listKind").asString(""));
        List<ObjectNode> columns = new ArrayList<>();
        version.path("additionalPrinterColumns").forEach(column -> {
            if (column instanceof ObjectNode object) columns.add(object);
        });
        List<SimplePath> selectable = new ArrayList<>();
        version.path("selectableFields")
                .forEach(field ->
                        selectable.add(SimplePath.parse(field.path("jsonPath").asString(""))));
        return new CustomKind(
                Metadata.name(tree),
                stored == null ? kind : kind.storedAs(stored),
                storageVersion(),
                version.path("served").asBoolean(false),
                version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema
                        ? StructuralSchema.parse(schema)
                        : null,
                scale(subresources.path("scale")),
                selectable,
                columns,
                deprecation(version, kind),
                Metadata.isTerminating(tree));
    }

    private static CustomKind.@Nullable Scale scale(JsonNode scale) {
        if (!scale.isObject()) return null;
        String selector = scale.path("labelSelectorPath").asString("");
        return new CustomKind.Scale(
                SimplePath.parse(scale.path("specReplicasPath").asString("")),
                SimplePath.parse(scale.path("statusReplicasPath").asString("")),
                selector.isEmpty() ? null : SimplePath.parse(selector));
    }

    private @Nullable String deprecation(JsonNode version, Kind<?> kind) {
        if (!version.path("deprecated").asBoolean(false)) return null;
        String own = version.path("deprecationWarning").asString("");
        if (!own.isEmpty()) return own;
        String text = kind.apiVersion() + " " + kind.name() + " is deprecated";
        return spec().path("versions")
                .valueStream()
                .filter(other -> other.path("served").asBoolean(false)
                        && !other.path("deprecated").asBoolean(false))
                .map(other -> other.path("name").asString(""))
                .filter(other -> VersionPriority.PREFERRED_FIRST.compare(other, kind.version()) < 0)
                .min(VersionPriority.PREFERRED_FIRST)
                .map(better -> text + "; use " + kind.group() + "/" + better + " " + kind.name())
                .orElse(text);
    }
}
