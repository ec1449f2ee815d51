package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The class that an annotation makes the default: of several the newest, then the first by name. */
final class DefaultClass {
    private DefaultClass() {}

    static Optional<String> of(Snapshot snapshot, Kind<?> kind, String... annotations) {
        return snapshot.list(kind.resource(), "", null)
                .map(found -> Json.parseObject(found.json()))
                .filter(found -> isDefault(found, annotations))
                .min(Comparator.comparing(DefaultClass::created, Comparator.reverseOrder())
                        .thenComparing(Metadata::name))
                .map(Metadata::name);
    }

    private static boolean isDefault(ObjectNode found, String... annotations) {
        for (String annotation : annotations) {
            if ("true".equals(Metadata.annotations(found).get(annotation))) return true;
        }
        return false;
    }

    /** In a form that sorts as time does. */
    private static String created(ObjectNode found) {
        return Objects.requireNonNullElse(Metadata.text(found, "creationTimestamp"), "");
    }
}
