package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.structural.SchemaRules;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What must hold of the versions of a CustomResourceDefinition. Where all versions say the same, Kubernetes tells a
 * fault of it once, at the place where an older form of definitions has it.
 */
final class DefinitionVersionRules {
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    private static final List<String> SELECTABLE = List.of("string", "boolean", "integer");
    private static final int MOST_SELECTABLE = 8;
    private static final int LONGEST_WARNING = 256;

    private final JsonNode spec;
    private final List<FieldError> errors = new ArrayList<>();

    private DefinitionVersionRules(JsonNode spec) {
        this.spec = spec;
    }

    static List<FieldError> validate(JsonNode spec) {
        var rules = new DefinitionVersionRules(spec);
        List<ObjectNode> versions = Fields.objects(spec, "versions");
        for (int at = 0; at < versions.size(); at++) rules.version(versions.get(at), at);
        return rules.errors;
    }

    private void version(ObjectNode version, int at) {
        String path = "spec.versions[" + at + "]";
        String name = Fields.text(version, "name");
        List<String> faults = Names.dns1035Label(name);
        if (!faults.isEmpty()) errors.add(FieldError.invalid(path + ".name", name, String.join(",", faults)));
        deprecation(version, path);
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        if (!(schema instanceof ObjectNode tree)) {
            errors.add(FieldError.required(path + ".schema.openAPIV3Schema", ""));
        } else if (at == 0 || !isShared("schema")) {
            String place = isShared("schema") ? "spec.validation" : path + ".schema";
            boolean status = Fields.has(version.path("subresources"), "status");
            errors.addAll(SchemaRules.validate(tree, place + ".openAPIV3Schema", status));
        }
        if (at == 0 || !isShared("subresources")) {
            scale(version.path("subresources").path("scale"), place("subresources", path) + ".scale");
        }
        if (at == 0 || !isShared("additionalPrinterColumns")) columns(version, place("additionalPrinterColumns", path));
        if (schema instanceof ObjectNode tree && (at == 0 || !isShared("selectableFields"))) {
            selectable(version, StructuralSchema.parse(tree), place("selectableFields", path));
        }
    }

    private String place(String field, String path) {
        return (isShared(field) ? "spec" : path) + "." + field;
    }

    private boolean isShared(String field) {
        List<ObjectNode> versions = Fields.objects(spec, "versions");
        return versions.stream()
                .allMatch(version ->
                        Json.same(version.path(field), versions.getFirst().path(field)));
    }

    private void deprecation(ObjectNode version, String path) {
        if (!Fields.has(version, "deprecationWarning")) return;
        String warning = Fields.text(version, "deprecationWarning");
        String place = path + ".deprecationWarning";
        if (!version.path("deprecated").asBoolean(false)) {
            errors.add(FieldError.invalid(place, warning, "can only be set for deprecated versions"));
            return;
        }
        if (warning.length() > LONGEST_WARNING) {
            errors.add(FieldError.invalid(place, warning, "must be <= 256 characters long"));
        }
        if (warning.isEmpty()) errors.add(FieldError.invalid(place, warning, "must not be an empty string"));
        for (int at = 0; at < warning.length(); at++) {
            if (!Character.isISOControl(warning.charAt(at))) continue;
            errors.add(FieldError.invalid(
                    place,
                    warning,
                    "must only contain printable UTF-8 characters; non-printable character found at index " + at));
            return;
        }
    }

    private void scale(JsonNode scale, String path) {
        if (!scale.isObject()) return;
        replicas(scale, "specReplicasPath", ".spec.", path);
        replicas(scale, "statusReplicasPath", ".status.", path);
        String selector = Fields.text(scale, "labelSelectorPath");
        String place = path + ".labelSelectorPath";
        if (selector.isEmpty() || !simplePath(selector, place)) return;
        if (!selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
            errors.add(FieldError.invalid(place, selector, "should be a json path under either .spec or .status"));
        }
    }

    private void replicas(JsonNode scale, String field, String root, String path) {
        String value = Fields.text(scale, field);
        String place = path + "." + field;
        if (value.isEmpty()) {
            errors.add(FieldError.required(place, ""));
        } else if (simplePath(value, place) && !value.startsWith(root)) {
            errors.add(FieldError.invalid(
                    place, value, "should be a json path under " + root.substring(0, root.length() - 1)));
        }
    }

    private boolean simplePath(String value, String place) {
        if (value.startsWith(".")) return true;
        errors.add(FieldError.invalid(place, value, "must be a simple json path starting with ."));
        return false;
    }

    private void columns(ObjectNode version, String path) {
        int at = 0;
        for (ObjectNode column : Fields.objects(version, "additionalPrinterColumns")) {
            String place = path + "[" + at++ + "]";
            if (Fields.text(column, "name").isEmpty()) errors.add(FieldError.required(place + ".name", ""));
            String type = Fields.text(column, "type");
            String types = "must be one of " + String.join(",", COLUMN_TYPES);
            if (type.isEmpty()) errors.add(FieldError.required(place + ".type", types));
            else if (!COLUMN_TYPES.contains(type)) errors.add(FieldError.invalid(place + ".type", type, types));
            String format = Fields.text(column, "format");
            if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
                errors.add(FieldError.invalid(
                        place + ".format", format, "must be one of " + String.join(",", COLUMN_FORMATS)));
            }
            String jsonPath = Fields.text(column, "jsonPath");
            if (jsonPath.isEmpty()) errors.add(FieldError.required(place + ".JSONPath", ""));
            else simplePath(jsonPath, place + ".JSONPath");
        }
    }

    private void selectable(ObjectNode version, StructuralSchema schema, String path) {
        Set<String> seen = new HashSet<>();
        int at = 0;
        for (ObjectNode field : Fields.objects(version, "selectableFields")) {
            String place = path + "[" + at++ + "].jsonPath";
            String jsonPath = Fields.text(field, "jsonPath");
            if (jsonPath.isEmpty()) {
                errors.add(FieldError.required(place, ""));
                continue;
            }
            StructuralSchema found = at(schema, jsonPath);
            if (found == null) {
                errors.add(FieldError.invalid(place, jsonPath, "is an invalid path: does not refer to a valid field"));
                continue;
            }
            if (jsonPath.startsWith(".metadata")) {
                errors.add(FieldError.invalid(place, jsonPath, "must not point to fields in metadata"));
            }
            if (!SELECTABLE.contains(found.type())) {
                errors.add(FieldError.invalid(
                        place,
                        jsonPath,
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with"
                                + " formats are allowed."));
            }
            if (!seen.add(jsonPath)) errors.add(FieldError.duplicate(place, jsonPath));
        }
        if (seen.size() > MOST_SELECTABLE) {
            errors.add(new FieldError(
                    path,
                    FieldError.Type.FieldValueTooMany,
                    "Too many: " + seen.size() + ": must have at most " + MOST_SELECTABLE + " items"));
        }
    }

    private static @org.jspecify.annotations.Nullable StructuralSchema at(StructuralSchema schema, String jsonPath) {
        if (!jsonPath.startsWith(".")) return null;
        StructuralSchema found = schema;
        for (String name : jsonPath.substring(1).split("\\.", -1)) {
            StructuralSchema next = found.properties().get(name);
            if (next == null) return null;
            found = next;
        }
        return found;
    }
}
