package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps: valid keys, at most 1 MiB, frozen when they say so. */
public final class ConfigMapStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.CONFIG_MAP;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        long size = DataRules.keys(object, "data", false, errors) + DataRules.keys(object, "binaryData", true, errors);
        object.path("binaryData").properties().forEach(entry -> {
            String key = entry.getKey();
            if (object.path("data").has(key)) {
                errors.add(FieldError.invalid("data[" + key + "]", key, "duplicate of key present in binaryData"));
            }
        });
        if (size > DataRules.LIMIT_BYTES) errors.add(FieldError.tooLong("", DataRules.LIMIT_BYTES));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        DataRules.frozen(object, old, List.of("data", "binaryData"), errors);
    }
}
