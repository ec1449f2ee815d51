package io.coxswain.controlplane.customresource;

import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds of the fields that a Scale shows. */
final class ScaleRules {
    private ScaleRules() {}

    static void spec(CustomKind.Scale scale, ObjectNode object, List<FieldError> errors) {
        replicas(scale.specReplicas(), object, errors);
    }

    static void status(CustomKind.Scale scale, ObjectNode object, List<FieldError> errors) {
        replicas(scale.statusReplicas(), object, errors);
        SimplePath path = scale.selector();
        if (path == null) return;
        JsonNode selector = path.of(object);
        if (!selector.isMissingNode() && !selector.isString()) {
            errors.add(FieldError.invalid("." + path, "", wrongType(path, selector, "string")));
        }
    }

    private static void replicas(SimplePath path, ObjectNode object, List<FieldError> errors) {
        JsonNode value = path.of(object);
        String place = "." + path;
        if (value.isMissingNode()) return;
        if (!value.isIntegralNumber()) {
            errors.add(FieldError.invalid(place, 0, wrongType(path, value, "int64")));
        } else if (value.longValue() < 0) {
            errors.add(FieldError.invalid(place, value.longValue(), "should be a non-negative integer"));
        } else if (value.longValue() > Integer.MAX_VALUE) {
            errors.add(FieldError.invalid(
                    place, value.longValue(), "should be less than or equal to " + Integer.MAX_VALUE));
        }
    }

    private static String wrongType(SimplePath path, JsonNode value, String wanted) {
        String found = switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case OBJECT -> "map[string]interface {}";
            case ARRAY -> "[]interface {}";
            default -> "<nil>";
        };
        return "." + path + " accessor error: " + (value.isString() ? value.stringValue() : value) + " is of the type "
                + found + ", expected " + wanted;
    }
}
