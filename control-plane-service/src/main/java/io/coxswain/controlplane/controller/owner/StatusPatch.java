package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a status has to change to, as a merge patch of the fields that a controller speaks for. */
public final class StatusPatch {
    private StatusPatch() {}

    /** A count that is not shown when there is none. */
    public static void count(ObjectNode status, String field, int count) {
        if (count == 0) status.putNull(field);
        else status.put(field, count);
    }

    /**
     * The patch to the object of this uid; empty when {@code known} says all of it already. Null takes a field away.
     */
    public static Optional<ObjectNode> of(HasMetadata object, @Nullable Object known, ObjectNode wanted) {
        JsonNode old = known == null ? Json.object() : Json.tree(known);
        ObjectNode changed = Json.object();
        wanted.properties().forEach(field -> {
            if (!isSame(old.path(field.getKey()), field.getValue())) changed.set(field.getKey(), field.getValue());
        });
        if (changed.isEmpty()) return Optional.empty();
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("uid", object.getMetadata().getUid());
        patch.set("status", changed);
        return Optional.of(patch);
    }

    private static boolean isSame(JsonNode before, JsonNode now) {
        boolean absent = before.isMissingNode() || before.isNull() || (before.isArray() && before.isEmpty());
        return now.isNull() ? absent : Json.same(before, now);
    }
}
