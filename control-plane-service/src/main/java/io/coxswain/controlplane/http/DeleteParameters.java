package io.coxswain.controlplane.http;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The options of a deletion: those of the body where there is one, else those of the query. */
record DeleteParameters(DeleteOptions how, WriteOptions options) {
    private static final String IGNORE_READ_ERRORS = "ignoreStoreReadErrorWithClusterBreakingPotential";
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan", "nil");

    /** {@code body} is empty where the request has none. */
    static DeleteParameters of(Query query, ObjectNode body, HttpServletRequest request) {
        ObjectNode given = body.isEmpty() ? fromQuery(query) : body;
        List<FieldError> errors = new ArrayList<>();
        String policy = text(given, "propagationPolicy");
        JsonNode orphan = given.path("orphanDependents");
        if (orphan.isBoolean() && policy != null) {
            errors.add(FieldError.invalid(
                    "propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (policy != null && (!POLICIES.contains(policy) || policy.equals("nil"))) {
            errors.add(FieldError.notSupportedInOrder("propagationPolicy", policy, POLICIES));
        }
        if (given.path(IGNORE_READ_ERRORS).asBoolean(false)) {
            errors.add(FieldError.forbidden(IGNORE_READ_ERRORS, "is not supported by this server"));
        }
        JsonNode dryRun = given.path("dryRun");
        boolean all = WriteParameters.isDryRun(dryRun, errors);
        WriteOptions options = WriteParameters.options(query, "DeleteOptions", errors, request);
        if (policy == null && orphan.isBoolean()) policy = orphan.booleanValue() ? "Orphan" : "Background";
        JsonNode grace = given.path("gracePeriodSeconds");
        JsonNode preconditions = given.path("preconditions");
        DeleteOptions how = new DeleteOptions(
                grace.isIntegralNumber() ? Long.valueOf(grace.longValue()) : null,
                policy,
                text(preconditions, "uid"),
                text(preconditions, "resourceVersion"));
        return new DeleteParameters(
                how, new WriteOptions(options.user(), options.dryRun() || all, options.manager(), options.warnings()));
    }

    private static ObjectNode fromQuery(Query query) {
        ObjectNode options = Json.object();
        if (query.has("gracePeriodSeconds")) options.put("gracePeriodSeconds", query.number("gracePeriodSeconds"));
        if (query.has("propagationPolicy")) options.put("propagationPolicy", query.text("propagationPolicy"));
        if (query.has("orphanDependents")) options.put("orphanDependents", query.flag("orphanDependents"));
        if (query.has(IGNORE_READ_ERRORS)) options.put(IGNORE_READ_ERRORS, query.flag(IGNORE_READ_ERRORS));
        return options;
    }

    /** Refuses a body that is something else. */
    static ObjectNode checked(ObjectNode body) {
        String kind = body.path("kind").asString("");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw ApiException.badRequest("decoded object cannot be converted to DeleteOptions");
        }
        return body;
    }

    private static @Nullable String text(JsonNode node, String field) {
        String value = node.path(field).asString("");
        return value.isEmpty() ? null : value;
    }
}
