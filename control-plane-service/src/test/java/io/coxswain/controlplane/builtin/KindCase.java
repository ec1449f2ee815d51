package io.coxswain.controlplane.builtin;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is expected of one kind, from a file of the tests:
 *
 * <ul>
 *   <li>{@code object}: the least that is accepted
 *   <li>{@code defaulted}: what is then there, by JSON pointer
 *   <li>{@code warns}: the warning that its creation answers
 *   <li>{@code refused}: changes, as merge patches, with which it is not created, each with all its faults
 *   <li>{@code immutable}: changes that an update may not make, each with all its faults
 *   <li>{@code generation}: changes that raise the generation
 *   <li>{@code columns}, {@code cells}: the table, all but the name and the age
 * </ul>
 */
record KindCase(ObjectNode test) {
    /** A change with the faults that it must have. */
    record Change(ObjectNode patch, List<String> faults) {
        ObjectNode apply(ObjectNode object) {
            ObjectNode changed = object.deepCopy();
            merge(changed, patch);
            return changed;
        }
    }

    static Stream<KindCase> all(String file) {
        try (var in = Objects.requireNonNull(KindCase.class.getResourceAsStream("/kinds/" + file))) {
            List<KindCase> cases = new ArrayList<>();
            for (Object document : new Yaml().loadAll(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                cases.add(new KindCase(Json.MAPPER.valueToTree(document)));
            }
            return cases.stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Kind<?> kind() {
        return Kinds.byName(
                        object().path("apiVersion").asString(),
                        object().path("kind").asString())
                .orElseThrow();
    }

    ObjectNode object() {
        return (ObjectNode) test.path("object").deepCopy();
    }

    String collection() {
        return kind().path(kind().namespaced() ? "default" : null);
    }

    String path() {
        String name = object().path("metadata").path("name").asString();
        return kind().path(kind().namespaced() ? new ObjectKey("default", name) : ObjectKey.cluster(name));
    }

    String warning() {
        return test.path("warns").asString("");
    }

    JsonNode defaulted() {
        return test.path("defaulted");
    }

    List<Change> changes(String field) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode change : test.path(field)) {
            changes.add(new Change((ObjectNode) change.path("set"), Json.texts(change.path("faults"))));
        }
        return changes;
    }

    List<String> texts(String field) {
        return test.path(field).valueStream().map(value -> value.asString()).toList();
    }

    @Override
    public String toString() {
        return kind().toString();
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var entry : patch.properties()) {
            if (entry.getValue().isNull()) target.remove(entry.getKey());
            else if (entry.getValue() instanceof ObjectNode inner) {
                if (!(target.path(entry.getKey()) instanceof ObjectNode)) target.putObject(entry.getKey());
                merge((ObjectNode) target.path(entry.getKey()), inner);
            } else target.set(entry.getKey(), entry.getValue());
        }
    }
}
