package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The names of a custom resource: those that its definition wants and those that it got. */
final class DefinitionNames {
    private DefinitionNames() {}

    static void validate(JsonNode names, String path, List<FieldError> errors) {
        for (String field : List.of("plural", "singular")) label(names, path, field, "", errors);
        for (String field : List.of("kind", "listKind")) {
            label(names, path, field, "may have mixed case, but should otherwise match: ", errors);
        }
        list(names, path, "shortNames", errors);
        String kind = Fields.text(names, "kind");
        if (!kind.isEmpty() && kind.equals(Fields.text(names, "listKind"))) {
            errors.add(FieldError.invalid(path + ".listKind", kind, "kind and listKind may not be the same"));
        }
        list(names, path, "categories", errors);
    }

    private static void label(JsonNode names, String path, String field, String prefix, List<FieldError> errors) {
        String name = Fields.text(names, field);
        if (name.isEmpty()) return;
        List<String> faults = Names.dns1035Label(prefix.isEmpty() ? name : name.toLowerCase(Locale.ROOT));
        if (!faults.isEmpty()) {
            errors.add(FieldError.invalid(path + "." + field, name, prefix + String.join(",", faults)));
        }
    }

    private static void list(JsonNode names, String path, String field, List<FieldError> errors) {
        int at = 0;
        for (String name : Fields.texts(names, field)) {
            List<String> faults = Names.dns1035Label(name);
            if (!faults.isEmpty()) {
                errors.add(FieldError.invalid(path + "." + field + "[" + at + "]", name, String.join(",", faults)));
            }
            at++;
        }
    }
}
