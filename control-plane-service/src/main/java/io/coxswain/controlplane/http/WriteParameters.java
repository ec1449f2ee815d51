package io.coxswain.controlplane.http;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters that writes share. */
final class WriteParameters {
    private static final int LONGEST_MANAGER = 128;

    private WriteParameters() {}

    static WriteOptions options(Query query, String kindOfOptions) {
        List<FieldError> errors = new ArrayList<>();
        List<String> dryRun = query.parameters().getOrDefault("dryRun", List.of());
        for (String value : dryRun) {
            if (!value.equals("All") && !value.isEmpty()) {
                errors.add(FieldError.notSupported("dryRun", value, List.of("All")));
            }
        }
        String manager = query.text("fieldManager");
        if (manager.length() > LONGEST_MANAGER) errors.add(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
        if (!errors.isEmpty()) throw ApiException.invalidOptions(kindOfOptions, errors);
        return new WriteOptions(User.CURRENT.get(), dryRun.contains("All"));
    }

    static FieldValidation fieldValidation(Query query) {
        return FieldValidation.parse(query.text("fieldValidation"));
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
