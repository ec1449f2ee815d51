package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a CustomResourceDefinition as a whole. */
final class DefinitionRules {
    private static final List<String> SCOPES = List.of("Cluster", "Namespaced");
    private static final List<String> STRATEGIES = List.of("None", "Webhook");
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private final ObjectNode definition;
    private final JsonNode spec;
    private final List<FieldError> errors = new ArrayList<>();

    private DefinitionRules(ObjectNode definition) {
        this.definition = definition;
        this.spec = definition.path("spec");
    }

    static List<FieldError> validate(ObjectNode definition) {
        var rules = new DefinitionRules(definition);
        rules.name();
        rules.groupAndScope();
        rules.errors.addAll(DefinitionVersionRules.validate(rules.spec));
        rules.versions();
        rules.names();
        rules.conversion();
        rules.storedVersions();
        if (rules.spec.path("preserveUnknownFields").asBoolean(false)) {
            rules.errors.add(FieldError.invalid(
                    "spec.preserveUnknownFields",
                    true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead"));
        }
        return rules.errors;
    }

    private void name() {
        String name = Metadata.name(definition);
        String wanted = Fields.text(spec.path("names"), "plural") + "." + Fields.text(spec, "group");
        if (!name.equals(wanted)) {
            errors.add(FieldError.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    private void groupAndScope() {
        String group = Fields.text(spec, "group");
        List<String> faults = Names.subdomain(group);
        if (group.isEmpty()) errors.add(FieldError.required("spec.group", ""));
        else if (!faults.isEmpty()) errors.add(FieldError.invalid("spec.group", group, String.join(",", faults)));
        else if (!group.contains(".")) {
            errors.add(FieldError.invalid("spec.group", group, "should be a domain with at least one dot"));
        }
        String scope = Fields.text(spec, "scope");
        if (scope.isEmpty()) errors.add(FieldError.required("spec.scope", ""));
        else if (!SCOPES.contains(scope)) errors.add(FieldError.notSupported("spec.scope", scope, SCOPES));
    }

    private void versions() {
        Set<String> names = new HashSet<>();
        boolean unique = true;
        int storage = 0;
        for (ObjectNode version : Fields.objects(spec, "versions")) {
            unique &= names.add(Fields.text(version, "name"));
            if (version.path("storage").asBoolean(false)) storage++;
        }
        JsonNode value = spec.path("versions");
        if (!unique) errors.add(FieldError.invalid("spec.versions", value, "must contain unique version names"));
        if (storage != 1) {
            errors.add(FieldError.invalid(
                    "spec.versions",
                    value.isMissingNode() ? "null" : value,
                    "must have exactly one version marked as storage version"));
        }
    }

    private void names() {
        JsonNode names = spec.path("names");
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            if (Fields.text(names, field).isEmpty()) errors.add(FieldError.required("spec.names." + field, ""));
        }
        DefinitionNames.validate(names, "spec.names", errors);
    }

    private void conversion() {
        JsonNode conversion = spec.path("conversion");
        String strategy = Fields.text(conversion, "strategy");
        String path = "spec.conversion.";
        if (strategy.isEmpty()) {
            errors.add(FieldError.required(path + "strategy", ""));
        } else if (!STRATEGIES.contains(strategy)) {
            errors.add(FieldError.notSupported(path + "strategy", strategy, STRATEGIES));
        }
        JsonNode webhook = conversion.path("webhook");
        JsonNode client = webhook.path("clientConfig");
        List<String> reviews = Fields.texts(webhook, "conversionReviewVersions");
        if (!strategy.equals("Webhook")) {
            String why = "should not be set when strategy is not set to Webhook";
            if (client.isObject()) errors.add(FieldError.forbidden(path + "webhookClientConfig", why));
            if (!reviews.isEmpty()) errors.add(FieldError.forbidden(path + "conversionReviewVersions", why));
            return;
        }
        if (!client.isObject()) {
            errors.add(FieldError.required(path + "webhookClientConfig", "required when strategy is set to Webhook"));
        } else if (Fields.has(client, "url") == Fields.has(client, "service")) {
            errors.add(FieldError.required(path + "webhookClientConfig", "exactly one of url or service is required"));
        }
        if (reviews.isEmpty()) {
            errors.add(FieldError.required(path + "conversionReviewVersions", ""));
        } else if (reviews.stream().noneMatch(REVIEWS::contains)) {
            errors.add(FieldError.invalid(
                    path + "conversionReviewVersions",
                    webhook.path("conversionReviewVersions"),
                    "must include at least one of v1, v1beta1"));
        }
    }

    private void storedVersions() {
        String path = "status.storedVersions";
        JsonNode value = definition.path("status").path("storedVersions");
        List<String> stored = Json.texts(value);
        if (stored.isEmpty()) {
            errors.add(FieldError.invalid(
                    path, value.isMissingNode() ? "null" : value, "must have at least one stored version"));
            return;
        }
        Set<String> known = new HashSet<>();
        for (ObjectNode version : Fields.objects(spec, "versions")) {
            String name = Fields.text(version, "name");
            known.add(name);
            if (version.path("storage").asBoolean(false) && !stored.contains(name)) {
                errors.add(FieldError.invalid(path, value, "must have the storage version " + name));
            }
        }
        for (int at = 0; at < stored.size(); at++) {
            String name = stored.get(at);
            if (known.contains(name)) continue;
            errors.add(FieldError.invalid(
                    path + "[" + at + "]",
                    name,
                    "missing from spec.versions; " + name + " was previously a storage version, and must remain in"
                            + " spec.versions until a storage migration ensures no data remains persisted in " + name
                            + " and removes " + name + " from status.storedVersions"));
        }
    }
}
