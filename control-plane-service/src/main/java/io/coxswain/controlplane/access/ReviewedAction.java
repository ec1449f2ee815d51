package io.coxswain.controlplane.access;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Decision;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a review of access asks about, and writes its answer. */
final class ReviewedAction {
    private ReviewedAction() {}

    /** Throws {@code Invalid} unless exactly one of a resource and a path is asked about. */
    static Action of(Kind<?> review, JsonNode spec, List<FieldError> errors) {
        boolean resource = spec.path("resourceAttributes").isObject();
        boolean path = spec.path("nonResourceAttributes").isObject();
        if (resource && path) {
            errors.add(FieldError.invalid(
                    "spec.nonResourceAttributes",
                    spec.path("nonResourceAttributes").toString(),
                    "cannot be specified in combination with resourceAttributes"));
        }
        if (!resource && !path) {
            errors.add(FieldError.invalid(
                    "spec.resourceAttributes",
                    "null",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
        if (!errors.isEmpty()) throw ApiException.invalid(review, "", errors);
        return resource ? onResource(spec.path("resourceAttributes")) : onPath(spec.path("nonResourceAttributes"));
    }

    static User user(JsonNode spec) {
        Map<String, List<String>> extra = new HashMap<>();
        spec.path("extra").properties().forEach(entry -> extra.put(entry.getKey(), Json.texts(entry.getValue())));
        return new User(
                spec.path("user").asString(""), spec.path("uid").asString(""), Json.texts(spec.path("groups")), extra);
    }

    static ObjectNode answer(ObjectNode review, Decision decision) {
        ObjectNode status = Json.object().put("allowed", decision.allowed());
        String reason = decision.reason();
        if (!reason.isEmpty()) status.put("reason", reason);
        review.set("status", status);
        return review;
    }

    private static Action onPath(JsonNode attributes) {
        return new Action.OnPath(
                attributes.path("verb").asString(""), attributes.path("path").asString(""));
    }

    private static Action onResource(JsonNode attributes) {
        return new Action.OnResource(
                attributes.path("verb").asString(""),
                attributes.path("group").asString(""),
                attributes.path("version").asString(""),
                attributes.path("resource").asString(""),
                attributes.path("subresource").asString(""),
                absent(attributes.path("namespace").asString("")),
                absent(attributes.path("name").asString("")),
                fields(attributes.path("fieldSelector")));
    }

    private static Map<String, String> fields(JsonNode selector) {
        Map<String, String> fields =
                new HashMap<>(Action.equalities(selector.path("rawSelector").asString("")));
        for (JsonNode requirement : selector.path("requirements")) {
            List<String> values = Json.texts(requirement.path("values"));
            if (requirement.path("operator").asString("").equals("In") && values.size() == 1) {
                fields.put(requirement.path("key").asString(""), values.getFirst());
            }
        }
        return fields;
    }

    private static @Nullable String absent(String text) {
        return text.isEmpty() ? null : text;
    }

    static List<FieldError> subjectFaults(JsonNode spec) {
        List<FieldError> errors = new ArrayList<>();
        if (spec.path("user").asString("").isEmpty() && spec.path("groups").isEmpty()) {
            errors.add(FieldError.invalid("spec.user", "", "at least one of user or group must be specified"));
        }
        return errors;
    }
}
