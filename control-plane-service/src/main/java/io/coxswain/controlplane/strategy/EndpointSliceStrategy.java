package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices: one address type for ever, at most a thousand endpoints. */
public final class EndpointSliceStrategy implements Strategy {
    private static final int MOST_ENDPOINTS = 1000;

    @Override
    public Kind<?> kind() {
        return Kinds.ENDPOINT_SLICE;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return !Fields.same(object, old, "endpoints") || !Fields.same(object, old, "ports");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (ObjectNode port : Fields.objects(object, "ports")) {
            if (!Fields.has(port, "name")) port.put("name", "");
            Fields.setDefault(port, "protocol", "TCP");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        String type = Fields.text(object, "addressType");
        if (type.isEmpty()) errors.add(FieldError.required("addressType", ""));
        else if (!List.of("IPv4", "IPv6", "FQDN").contains(type)) {
            errors.add(FieldError.notSupported("addressType", type, List.of("IPv4", "IPv6", "FQDN")));
        }
        List<ObjectNode> endpoints = Fields.objects(object, "endpoints");
        if (endpoints.size() > MOST_ENDPOINTS) {
            errors.add(new FieldError(
                    "endpoints",
                    FieldError.Type.FieldValueTooMany,
                    "Too many: " + endpoints.size() + ": must have at most " + MOST_ENDPOINTS + " items"));
        }
        int at = 0;
        for (ObjectNode endpoint : endpoints) {
            if (Fields.texts(endpoint, "addresses").isEmpty()) {
                errors.add(FieldError.required("endpoints[" + at + "].addresses", "must contain at least 1 address"));
            }
            at++;
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Fields.same(object, old, "addressType")) {
            errors.add(FieldError.invalid("addressType", Fields.text(object, "addressType"), "field is immutable"));
        }
    }
}
