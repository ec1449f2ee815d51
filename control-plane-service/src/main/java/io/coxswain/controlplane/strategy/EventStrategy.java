package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events: they lie in the namespace of what they tell of, and are found by it. */
public final class EventStrategy implements Strategy {
    private static final List<String> INVOLVED =
            List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath");

    @Override
    public Kind<?> kind() {
        return Kinds.EVENT;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        String involved = Fields.text(object.path("involvedObject"), "namespace");
        String namespace = Metadata.namespace(object);
        boolean matches = involved.isEmpty() ? "default".equals(namespace) : involved.equals(namespace);
        if (!matches) {
            errors.add(FieldError.invalid("involvedObject.namespace", involved, "does not match event.namespace"));
        }
    }

    @Override
    public Set<String> selectableFields() {
        return fields(io.coxswain.json.Json.object()).keySet();
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        Map<String, String> fields = new TreeMap<>();
        JsonNode involved = object.path("involvedObject");
        INVOLVED.forEach(field -> fields.put("involvedObject." + field, Fields.text(involved, field)));
        fields.put("reason", Fields.text(object, "reason"));
        fields.put("type", Fields.text(object, "type"));
        fields.put("reportingComponent", Fields.text(object, "reportingComponent"));
        String source = Fields.text(object.path("source"), "component");
        fields.put("source", source.isEmpty() ? Fields.text(object, "reportingComponent") : source);
        return fields;
    }
}
