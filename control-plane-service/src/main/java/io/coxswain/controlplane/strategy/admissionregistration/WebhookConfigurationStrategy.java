package io.coxswain.controlplane.strategy.admissionregistration;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.controlplane.strategy.WebhookClients;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configurations of validating and of mutating webhooks.
 *
 * @param mutates whether they may be called again after others
 */
public record WebhookConfigurationStrategy(Kind<?> kind, boolean mutates) implements Strategy {
    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final int LONGEST_SECONDS = 30;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return !Fields.same(object, old, "webhooks");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (ObjectNode webhook : Fields.objects(object, "webhooks")) {
            Fields.setDefault(webhook, "failurePolicy", "Fail");
            MatchRules.setSelectorDefaults(webhook);
            MatchRules.setRuleDefaults(webhook, "rules");
            Fields.setDefault(webhook, "timeoutSeconds", 10);
            if (mutates) Fields.setDefault(webhook, "reinvocationPolicy", "Never");
            WebhookClients.setDefaults(webhook);
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place webhooks = Place.of(object, errors).at("webhooks");
        webhooks.each().forEach(this::webhook);
        webhooks.unique(webhook -> webhook.at("name"));
    }

    private void webhook(Place webhook) {
        webhook.at("name").requireForm("", Formats::fullyQualified);
        webhook.each("rules").forEach(MatchRules::rule);
        webhook.at("failurePolicy").oneOf(MatchRules.FAILURE_POLICIES);
        webhook.at("matchPolicy").oneOf(MatchRules.MATCH_POLICIES);
        Place effects = webhook.at("sideEffects");
        if (!effects.isSet()) effects.required("must specify one of " + String.join(", ", SIDE_EFFECTS));
        effects.oneOfIfSet(SIDE_EFFECTS);
        long seconds = webhook.at("timeoutSeconds").number();
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            webhook.at("timeoutSeconds").invalid("the timeout value must be between 1 and 30 seconds");
        }
        LabelSelectors.validate(webhook.at("namespaceSelector"));
        LabelSelectors.validate(webhook.at("objectSelector"));
        if (mutates) webhook.at("reinvocationPolicy").oneOf(MatchRules.REINVOCATION_POLICIES);
        WebhookClients.validate(webhook.at("clientConfig"));
        MatchRules.conditions(webhook.at("matchConditions"));
        versions(webhook.at("admissionReviewVersions"));
    }

    private static void versions(Place versions) {
        String known = String.join(", ", REVIEW_VERSIONS);
        if (!versions.isGiven("must specify one of " + known)) return;
        Set<String> seen = new HashSet<>();
        for (Place version : versions.each()) {
            if (seen.add(version.text())) version.form(Names::dns1035Label);
            else version.invalid("duplicate version");
        }
        if (versions.texts().stream().noneMatch(REVIEW_VERSIONS::contains)) {
            versions.invalid("must include at least one of " + known);
        }
    }
}
