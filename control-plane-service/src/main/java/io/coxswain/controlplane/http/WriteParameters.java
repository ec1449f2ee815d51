package io.coxswain.controlplane.http;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

    private static WriteOptions options(
            Query query, String kindOfOptions, List<FieldError> errors, HttpServletRequest request) {
        String manager = query.text("fieldManager");
        if (manager.getBytes(StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
            errors.add(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
        }
        unprintable(manager, errors);
        List<String> dryRun = query.parameters().getOrDefault("dryRun", List.of());
        for (String value : dryRun) {
            if (!value.equals("All") && !value.isEmpty()) {
                errors.add(FieldError.notSupported("dryRun", value, List.of("All")));
            }
        }
        String validation = query.text("fieldValidation");
        if (FieldValidation.find(validation).isEmpty()) {
            errors.add(FieldError.notSupported("fieldValidation", validation, List.of("", "Ignore", "Strict", "Warn")));
        }
        if (!errors.isEmpty()) throw ApiException.invalidOptions(kindOfOptions, errors);
        String owner = manager.isEmpty() ? managerOf(request.getHeader("User-Agent")) : manager;
        return new WriteOptions(User.CURRENT.get(), dryRun.contains("All"), owner);
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

    /** From the body where there is one, else from the query. */
    static DeleteOptions deleteOptions(Query query, ObjectNode body) {
        if (body.isEmpty()) {
            String policy = query.flag("orphanDependents") ? "Orphan" : query.text("propagationPolicy");
            return new DeleteOptions(
                    query.has("gracePeriodSeconds") ? Long.valueOf(query.number("gracePeriodSeconds")) : null,
                    policy.isEmpty() ? null : policy,
                    null,
                    null);
        }
        JsonNode grace = body.path("gracePeriodSeconds");
        boolean orphan = body.path("orphanDependents").asBoolean(false);
        JsonNode preconditions = body.path("preconditions");
        return new DeleteOptions(
                grace.isIntegralNumber() ? Long.valueOf(grace.longValue()) : null,
                orphan ? "Orphan" : text(body, "propagationPolicy"),
                text(preconditions, "uid"),
                text(preconditions, "resourceVersion"));
    }

    static boolean isDryRun(ObjectNode deleteOptions) {
        return deleteOptions
                .path("dryRun")
                .valueStream()
                .anyMatch(value -> value.asString("").equals("All"));
    }

    private static @Nullable String text(JsonNode node, String field) {
        String value = node.path(field).asString("");
        return value.isEmpty() ? null : value;
    }
}
