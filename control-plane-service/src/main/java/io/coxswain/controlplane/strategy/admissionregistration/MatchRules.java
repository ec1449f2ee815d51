package io.coxswain.controlplane.strategy.admissionregistration;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Which requests a webhook or a policy is for: rules, selectors and conditions. */
final class MatchRules {
    static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");

    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
    private static final int MOST_CONDITIONS = 64;

    private MatchRules() {}

    static void setSelectorDefaults(ObjectNode object) {
        Fields.setDefault(object, "matchPolicy", "Equivalent");
        Fields.ensure(object, "namespaceSelector");
        Fields.ensure(object, "objectSelector");
    }

    static void setRuleDefaults(ObjectNode object, String field) {
        for (ObjectNode rule : Fields.objects(object, field)) Fields.setDefault(rule, "scope", "*");
    }

    /** Defaults of a policy's {@code matchConstraints} or a binding's {@code matchResources}. */
    static void setDefaults(ObjectNode resources) {
        setSelectorDefaults(resources);
        setRuleDefaults(resources, "resourceRules");
        setRuleDefaults(resources, "excludeResourceRules");
    }

    static void validate(Place resources) {
        resources.at("matchPolicy").oneOf(MATCH_POLICIES);
        LabelSelectors.validate(resources.at("namespaceSelector"));
        LabelSelectors.validate(resources.at("objectSelector"));
        for (String field : List.of("resourceRules", "excludeResourceRules")) {
            for (Place rule : resources.each(field)) {
                rule.each("resourceNames").forEach(name -> name.form(Formats::pathSegment));
                rule.at("resourceNames").unique(name -> name);
                rule(rule);
            }
        }
    }

    static void rule(Place rule) {
        Place operations = rule.at("operations");
        operations.isGiven("");
        alone(operations, "operations");
        operations.each().forEach(operation -> operation.oneOf(OPERATIONS));
        rule.at("apiGroups").isGiven("");
        alone(rule.at("apiGroups"), "API groups");
        rule.at("apiVersions").isGiven("");
        alone(rule.at("apiVersions"), "API versions");
        rule.each("apiVersions").forEach(version -> version.isGiven(""));
        resources(rule.at("resources"));
        rule.at("scope").oneOfIfSet(SCOPES);
    }

    static void conditions(Place conditions) {
        conditions.isWithin(MOST_CONDITIONS);
        for (Place condition : conditions.each()) {
            if (condition.at("expression").text().isBlank())
                condition.at("expression").required("");
            condition.at("name").requireForm("", Names::qualified);
        }
        conditions.unique(condition -> condition.at("name"));
    }

    private static void resources(Place resources) {
        resources.isGiven("");
        Set<String> allOf = new HashSet<>();
        Set<String> ofAll = new HashSet<>();
        boolean plain = false;
        for (Place resource : resources.each()) {
            String text = resource.text();
            if (!resource.isGiven("")) continue;
            int slash = text.indexOf('/');
            if (slash < 0) {
                plain |= !text.equals("*");
                continue;
            }
            String name = text.substring(0, slash);
            String subresource = text.substring(slash + 1);
            if (allOf.contains(name)) {
                resource.invalid("if '" + name + "/*' is present, must not specify " + text);
            }
            if (ofAll.contains(subresource)) {
                resource.invalid("if '*/" + subresource + "' is present, must not specify " + text);
            }
            if (subresource.equals("*")) allOf.add(name);
            if (name.equals("*")) ofAll.add(subresource);
        }
        List<String> all = resources.texts();
        if (all.size() > 1 && all.contains("*/*")) {
            resources.invalid("if '*/*' is present, must not specify other resources");
        }
        if (all.contains("*") && plain) {
            resources.invalid("if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void alone(Place list, String what) {
        if (list.texts().size() > 1 && list.texts().contains("*")) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
    }
}
