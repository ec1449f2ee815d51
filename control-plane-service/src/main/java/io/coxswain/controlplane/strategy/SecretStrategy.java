package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Secrets: plain text of the client becomes data, the type never changes and asks for its keys. */
public final class SecretStrategy implements Strategy {
    private static final Map<String, List<String>> KEYS_OF_TYPE = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    @Override
    public Kind<?> kind() {
        return Kinds.SECRET;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(object, "type", "Opaque");
        if (object.path("stringData") instanceof ObjectNode plain) {
            ObjectNode data = Fields.ensure(object, "data");
            plain.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(
                                            entry.getValue().asString("").getBytes(StandardCharsets.UTF_8))));
        }
        object.remove("stringData");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        if (DataRules.keys(object, "data", true, errors) > DataRules.LIMIT_BYTES) {
            errors.add(FieldError.tooLong("data", DataRules.LIMIT_BYTES));
        }
        for (String key : KEYS_OF_TYPE.getOrDefault(Fields.text(object, "type"), List.of())) {
            if (!object.path("data").has(key)) errors.add(FieldError.required("data[" + key + "]", ""));
        }
        if (Fields.text(object, "type").equals("kubernetes.io/basic-auth")
                && !object.path("data").has("username")
                && !object.path("data").has("password")) {
            errors.add(FieldError.required("data[username]", ""));
            errors.add(FieldError.required("data[password]", ""));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Fields.same(object, old, "type")) {
            errors.add(FieldError.invalid("type", Fields.text(object, "type"), "field is immutable"));
        }
        DataRules.frozen(object, old, List.of("data"), errors);
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("type");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("type", Fields.text(object, "type"));
    }
}
