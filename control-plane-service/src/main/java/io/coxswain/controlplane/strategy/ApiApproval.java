package io.coxswain.controlplane.strategy;

import io.coxswain.json.Conditions;
import io.coxswain.json.Metadata;
import io.coxswain.status.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Definitions in Kubernetes' own groups name the review that approved them, or say that none did. */
public enum ApiApproval {
    INVALID(false, "InvalidAnnotation"),
    MISSING(false, "MissingAnnotation"),
    APPROVED(true, "ApprovedAnnotation"),
    BYPASSED(false, "UnapprovedAnnotation");

    private static final String ANNOTATION = "api-approved.kubernetes.io";
    private static final String SEE = ", see https://github.com/kubernetes/enhancements/pull/1111";

    private final boolean conformant;
    private final String reason;

    ApiApproval(boolean conformant, String reason) {
        this.conformant = conformant;
        this.reason = reason;
    }

    /** The fault of a definition; what was tolerated before still is. */
    static List<FieldError> validate(ObjectNode definition, @Nullable ObjectNode old) {
        if (!isProtected(definition)) return List.of();
        ApiApproval state = of(definition);
        if (old != null && of(old) == state) return List.of();
        String field = "metadata.annotations[" + ANNOTATION + "]";
        return switch (state) {
            case INVALID -> List.of(FieldError.invalid(field, annotation(definition), message(state, definition)));
            case MISSING -> List.of(FieldError.required(field, message(state, definition)));
            case APPROVED, BYPASSED -> List.of();
        };
    }

    /** Says in the status how a definition of a protected group stands. */
    public static void condition(ObjectNode definition, Instant now) {
        if (!isProtected(definition)) return;
        ApiApproval state = of(definition);
        Conditions.set(
                definition,
                "KubernetesAPIApprovalPolicyConformant",
                state.conformant,
                state.reason,
                message(state, definition),
                now);
    }

    private static boolean isProtected(ObjectNode definition) {
        String group = "." + Fields.text(definition.path("spec"), "group");
        return group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
    }

    private static String annotation(ObjectNode definition) {
        return Metadata.annotations(definition).getOrDefault(ANNOTATION, "");
    }

    private static ApiApproval of(ObjectNode definition) {
        String annotation = annotation(definition);
        if (annotation.isEmpty()) return MISSING;
        if (annotation.startsWith("unapproved")) return BYPASSED;
        try {
            URI address = new URI(annotation);
            return address.getHost() != null && address.getScheme() != null ? APPROVED : INVALID;
        } catch (URISyntaxException malformed) {
            return INVALID;
        }
    }

    private static String message(ApiApproval state, ObjectNode definition) {
        return switch (state) {
            case MISSING -> "protected groups must have approval annotation \"" + ANNOTATION + "\"" + SEE;
            case INVALID ->
                "protected groups must have approval annotation \"" + ANNOTATION
                        + "\" with either a URL or a reason starting with \"unapproved\"" + SEE;
            case BYPASSED -> "not approved: \"" + annotation(definition) + "\"";
            case APPROVED -> "approved in " + annotation(definition);
        };
    }
}
