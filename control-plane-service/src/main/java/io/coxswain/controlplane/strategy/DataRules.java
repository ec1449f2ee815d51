package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What ConfigMaps and Secrets have in common: keyed data of limited size that may be frozen. */
final class DataRules {
    static final int LIMIT_BYTES = 1024 * 1024;

    private DataRules() {}

    /** Checks the keys and answers the size of the values. */
    static long keys(ObjectNode object, String field, boolean base64, List<FieldError> errors) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
            MetadataRules.invalid(
                    errors, field + "[" + entry.getKey() + "]", entry.getKey(), Names.configKey(entry.getKey()));
            String value = entry.getValue().asString("");
            size += base64 ? value.length() * 3L / 4 : value.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    static void frozen(ObjectNode object, ObjectNode old, List<String> fields, List<FieldError> errors) {
        if (!old.path("immutable").asBoolean(false)) return;
        if (!object.path("immutable").asBoolean(false)) {
            errors.add(FieldError.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String field : fields) {
            if (!Fields.same(object, old, field)) {
                errors.add(FieldError.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
    }
}
