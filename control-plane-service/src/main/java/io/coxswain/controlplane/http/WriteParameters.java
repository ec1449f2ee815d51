package io.coxswain.controlplane.http;

import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The parameters that writes share. */
final class WriteParameters {
    private static final int LONGEST_MANAGER = 128;

    private WriteParameters() {}

    static WriteOptions options(Query query, String kindOfOptions, HttpServletRequest request) {
        return options(query, kindOfOptions, new ArrayList<>(), request);
    }

    static WriteOptions patchOptions(Query query, boolean applies, HttpServletRequest request) {
        List<FieldError> errors = new ArrayList<>();
        if (!applies && query.has("force")) {
            errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
        }
        if (applies && query.text("fieldManager").isEmpty()) {
            errors.add(FieldError.required("fieldManager", "is required for apply patch"));
        }
        return options(query, "PatchOptions", errors, request);
    }

    static WriteOptions options(
            Query query, String kindOfOptions, List<FieldError> errors, HttpServletRequest request) {
        String manager = query.text("fieldManager");
        if (manager.getBytes(StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
            errors.add(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
        }
        unprintable(manager, errors);
        ArrayNode stages = Json.MAPPER.createArrayNode();
        query.parameters().getOrDefault("dryRun", List.of()).stream()
                .filter(stage -> !stage.isEmpty())
                .forEach(stages::add);
        boolean dryRun = isDryRun(stages, errors);
        String validation = query.text("fieldValidation");
        if (FieldValidation.find(validation).isEmpty()) {
            errors.add(FieldError.notSupported("fieldValidation", validation, List.of("", "Ignore", "Strict", "Warn")));
        }
        if (!errors.isEmpty()) throw ApiException.invalidOptions(kindOfOptions, errors);
        String owner = manager.isEmpty() ? managerOf(request.getHeader("User-Agent")) : manager;
        return new WriteOptions(User.CURRENT.get(), dryRun, owner);
    }

    private static void unprintable(String manager, List<FieldError> errors) {
        int position = 0;
        for (int character : manager.codePoints().toArray()) {
            if (!isPrintable(character)) {
                errors.add(FieldError.invalid(
                        "fieldManager",
                        manager,
                        String.format(Locale.ROOT, "invalid character U+%04X (at position %d)", character, position)));
            }
            position += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /** What stands before the first slash, without what cannot be printed, as long as a manager may be. */
    private static String managerOf(@Nullable String agent) {
        if (agent == null) return "";
        StringBuilder manager = new StringBuilder();
        int bytes = 0;
        for (int character : agent.split("/", 2)[0].codePoints().toArray()) {
            if (!isPrintable(character)) continue;
            bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_MANAGER) break;
            manager.appendCodePoint(character);
        }
        return manager.toString();
    }

    static FieldValidation fieldValidation(Query query) {
        return FieldValidation.find(query.text("fieldValidation")).orElse(FieldValidation.Warn);
    }

    /** Whether a list of dry run stages asks for one. */
    static boolean isDryRun(JsonNode stages, List<FieldError> errors) {
        if (stages.isEmpty()) return false;
        List<String> values = Json.texts(stages);
        if (!List.of("All").containsAll(values)) {
            errors.add(FieldError.notSupported("dryRun", stages, List.of("All")));
        }
        return values.contains("All");
    }
}
