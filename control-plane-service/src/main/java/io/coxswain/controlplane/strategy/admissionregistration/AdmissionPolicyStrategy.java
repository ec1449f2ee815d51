package io.coxswain.controlplane.strategy.admissionregistration;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validating and mutating admission policies.
 *
 * @param mutates whether the policy changes objects or judges them
 */
public record AdmissionPolicyStrategy(Kind<?> kind, boolean mutates) implements Strategy {
    private static final int MOST_ANNOTATIONS = 20;
    private static final int ANNOTATION_BYTES = 5 * 1024;
    private static final List<String> REASONS =
            List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
    private static final String EITHER = "validations or auditAnnotations must contain at least one item";

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "failurePolicy", "Fail");
        if (spec.path("matchConstraints") instanceof ObjectNode constraints) MatchRules.setDefaults(constraints);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        spec.at("failurePolicy").oneOf(MatchRules.FAILURE_POLICIES);
        if (spec.at("paramKind").isSet()) paramKind(spec.at("paramKind"));
        Place constraints = spec.at("matchConstraints");
        if (!constraints.isSet()) constraints.required("");
        else {
            MatchRules.validate(constraints);
            constraints.at("resourceRules").isGiven("");
        }
        MatchRules.conditions(spec.at("matchConditions"));
        for (Place variable : spec.each("variables")) {
            Place name = variable.at("name");
            if (name.text().isBlank()) name.required("name is not specified");
            else if (!Formats.isIdentifier(name.text())) name.invalid("name is not a valid CEL identifier");
            expression(variable);
        }
        if (mutates) mutations(spec);
        else validations(spec, Metadata.name(object));
    }

    private static void mutations(Place spec) {
        Place policy = spec.at("reinvocationPolicy");
        if (policy.isGiven("")) policy.oneOf(MatchRules.REINVOCATION_POLICIES);
        Place mutations = spec.at("mutations");
        mutations.isGiven("must contain at least one item");
        for (Place mutation : mutations.each()) {
            Place type = mutation.at("patchType");
            Place apply = mutation.at("applyConfiguration");
            Place json = mutation.at("jsonPatch");
            switch (type.text()) {
                case "ApplyConfiguration" -> {
                    if (apply.isSet()) expression(apply);
                    else apply.required("must be specified when patchType is ApplyConfiguration");
                    if (json.isSet()) json.invalid("must not be specified when patchType is ApplyConfiguration");
                }
                case "JSONPatch" -> {
                    if (json.isSet()) expression(json);
                    else json.required("must be specified when patchType is JSONPatch");
                    if (apply.isSet()) apply.invalid("must not be specified when patchType is JSONPatch");
                }
                case "" -> type.required("");
                default -> type.unsupported(List.of("ApplyConfiguration", "JSONPatch"));
            }
        }
    }

    private static void validations(Place spec, String name) {
        Place annotations = spec.at("auditAnnotations");
        if (spec.at("validations").isEmpty() && annotations.isEmpty()) {
            spec.at("validations").required(EITHER);
            annotations.required(EITHER);
            return;
        }
        for (Place validation : spec.each("validations")) {
            expression(validation);
            Place message = validation.at("message");
            if (message.isSet() && !message.isEmpty() && message.text().isBlank()) {
                message.invalid("message must be non-empty if specified");
            } else if (message.text().strip().lines().count() > 1) {
                message.invalid("message must not contain line breaks");
            }
            Place messageExpression = validation.at("messageExpression");
            if (!messageExpression.isEmpty() && messageExpression.text().isBlank()) {
                messageExpression.invalid("must be non-empty if specified");
            }
            validation.at("reason").oneOfIfSet(REASONS);
        }
        if (annotations.value().size() > MOST_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
        }
        for (Place annotation : annotations.each()) {
            Place key = annotation.at("key");
            key.form(text -> Names.qualified(name + "/" + text));
            Place value = annotation.at("valueExpression");
            if (value.text().isBlank()) value.required("valueExpression is not specified");
            else if (value.text().length() > ANNOTATION_BYTES) {
                value.required("must not exceed 5kb in length");
            }
        }
        annotations.unique(annotation -> annotation.at("key"));
    }

    private static void expression(Place holder) {
        Place expression = holder.at("expression");
        if (expression.text().isBlank()) expression.required("expression is not specified");
    }

    private static void paramKind(Place paramKind) {
        Place version = paramKind.at("apiVersion");
        if (version.isGiven("")) {
            String[] parts = version.text().split("/", -1);
            if (parts.length > 2) version.invalid("unexpected GroupVersion string: " + version.text());
            else {
                if (parts.length == 2) version.form(text -> Names.subdomain(parts[0]));
                version.form(text -> Names.dns1035Label(parts[parts.length - 1]));
            }
        }
        Place kind = paramKind.at("kind");
        if (!kind.isGiven("")) return;
        List<String> faults = Names.dns1035Label(kind.text().toLowerCase(Locale.ROOT));
        if (!faults.isEmpty()) {
            kind.invalid("may have mixed case, but should otherwise match: " + String.join(",", faults));
        }
    }
}
