package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one manager owns by one way of writing.
 *
 * @param time of the last change, null where none is kept
 */
record ManagedEntry(
        Owner owner, String apiVersion, @Nullable String time, FieldSet fields) {
    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    /** Kubernetes' order, which decides what clients see. */
    static final Comparator<ManagedEntry> ORDER = Comparator.comparing((ManagedEntry entry) -> entry.owner.operation())
            .thenComparing(entry -> entry.time == null ? "" : entry.time)
            .thenComparing(entry -> entry.owner.manager())
            .thenComparing(ManagedEntry::apiVersion)
            .thenComparing(entry -> entry.owner.subresource());

    /**
     * Who a manager is: one name may own fields as several owners.
     *
     * @param apiVersion empty for an applier, who is the same in every version
     * @param subresource empty for the object itself
     */
    record Owner(String manager, String operation, String apiVersion, String subresource) {
        static Owner applier(String manager, String subresource) {
            return new Owner(manager, APPLY, "", subresource);
        }

        static Owner updater(String manager, String apiVersion, String subresource) {
            return new Owner(manager, UPDATE, apiVersion, subresource);
        }

        boolean applies() {
            return operation.equals(APPLY);
        }
    }

    ManagedEntry withFields(FieldSet other) {
        return new ManagedEntry(owner, apiVersion, time, other);
    }

    ManagedEntry at(@Nullable String now) {
        return new ManagedEntry(owner, apiVersion, now, fields);
    }

    ObjectNode write() {
        ObjectNode entry = Json.object()
                .put("manager", owner.manager())
                .put("operation", owner.operation())
                .put("apiVersion", apiVersion);
        if (time != null) entry.put("time", time);
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", fields.write());
        if (!owner.subresource().isEmpty()) entry.put("subresource", owner.subresource());
        return entry;
    }

    /** {@code IllegalArgumentException} where the entry is malformed. */
    static ManagedEntry parse(JsonNode entry) {
        String operation = entry.path("operation").asString("");
        if (!operation.equals(APPLY) && !operation.equals(UPDATE)) {
            throw new IllegalArgumentException("operation must be `Apply` or `Update`");
        }
        String apiVersion = entry.path("apiVersion").asString("");
        if (apiVersion.isEmpty()) throw new IllegalArgumentException("apiVersion must not be empty");
        String type = entry.path("fieldsType").asString("");
        if (!type.equals("FieldsV1")) throw new IllegalArgumentException("invalid fieldsType \"" + type + "\"");
        String manager = entry.path("manager").asString("");
        String subresource = entry.path("subresource").asString("");
        Owner owner = operation.equals(APPLY)
                ? Owner.applier(manager, subresource)
                : Owner.updater(manager, apiVersion, subresource);
        String time = entry.path("time").asString("");
        return new ManagedEntry(
                owner, apiVersion, time.isEmpty() ? null : time, FieldSet.parse(entry.path("fieldsV1")));
    }
}
