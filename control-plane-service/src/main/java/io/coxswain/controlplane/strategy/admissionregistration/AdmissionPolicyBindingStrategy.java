package io.coxswain.controlplane.strategy.admissionregistration;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bindings of admission policies to parameters and resources.
 *
 * @param mutates whether the policy changes objects or judges them
 */
public record AdmissionPolicyBindingStrategy(Kind<?> kind, boolean mutates) implements Strategy {
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (spec.path("matchResources") instanceof ObjectNode resources) MatchRules.setDefaults(resources);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        spec.at("policyName").requireForm("", Names::subdomain);
        if (spec.at("paramRef").isSet()) paramRef(spec.at("paramRef"));
        if (spec.at("matchResources").isSet()) MatchRules.validate(spec.at("matchResources"));
        if (!mutates) actions(spec.at("validationActions"));
    }

    private static void paramRef(Place reference) {
        Place name = reference.at("name");
        boolean selects = reference.at("selector").isSet();
        if (!name.isEmpty()) {
            name.form(Formats::pathSegment);
            if (selects) name.forbidden("name and selector are mutually exclusive");
        }
        if (selects) {
            LabelSelectors.validate(reference.at("selector"));
            if (!name.isEmpty()) reference.at("selector").forbidden("name and selector are mutually exclusive");
        }
        if (name.isEmpty() && !selects) reference.required("one of name or selector must be specified");
        Place action = reference.at("parameterNotFoundAction");
        if (!action.isSet()) action.required("");
        else action.oneOf(List.of("Allow", "Deny"));
    }

    private static void actions(Place actions) {
        Set<String> seen = new HashSet<>();
        for (Place action : actions.each()) {
            action.oneOf(ACTIONS);
            if (!seen.add(action.text())) action.duplicate();
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            actions.invalid("must not contain both Deny and Warn (repeating the same validation failure information in"
                    + " the API response and headers serves no purpose)");
        }
        actions.isGiven("at least one validation action is required");
    }
}
