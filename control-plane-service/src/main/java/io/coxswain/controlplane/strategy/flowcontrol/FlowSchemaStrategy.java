package io.coxswain.controlplane.strategy.flowcontrol;

import io.coxswain.controlplane.fairness.BootstrapFlows;
import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** FlowSchemas: which requests belong to which priority level. */
public final class FlowSchemaStrategy implements Strategy {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");
    private static final int LAST = 10_000;

    @Override
    public Kind<?> kind() {
        return Kinds.FLOW_SCHEMA;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(Fields.ensure(object, "spec"), "matchingPrecedence", 1000);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        String name = Metadata.name(object);
        Place spec = Place.of(object, errors).at("spec");
        Place precedence = spec.at("matchingPrecedence");
        if (precedence.number() <= 0) precedence.invalid("must be a positive value");
        if (precedence.number() > LAST) precedence.invalid("must not be greater than " + LAST);
        if (precedence.number() == 1 && !name.equals("exempt")) {
            precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        Place method = spec.at("distinguisherMethod");
        if (method.isSet()) method.at("type").oneOf(List.of("ByNamespace", "ByUser"));
        spec.at("priorityLevelConfiguration")
                .at("name")
                .requireForm("must reference a priority level", Names::subdomain);
        spec.each("rules").forEach(FlowSchemaStrategy::rule);
        Mandatory.check(name, spec, BootstrapFlows.schemas());
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        conditions(Place.of(object, errors).at("status").at("conditions"));
    }

    static void conditions(Place conditions) {
        conditions.unique(condition -> condition.at("type"));
        conditions.each().forEach(condition -> condition.at("type").isGiven("must not be empty"));
    }

    private static void rule(Place rule) {
        rule.at("subjects").isGiven("subjects must contain at least one value");
        rule.each("subjects").forEach(FlowSchemaStrategy::subject);
        if (rule.at("resourceRules").isEmpty() && rule.at("nonResourceRules").isEmpty()) {
            rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (Place resource : rule.each("resourceRules")) {
            verbs(resource.at("verbs"));
            Place groups = resource.at("apiGroups");
            if (groups.isGiven("resource rules must supply at least one api group")) alone(groups, "api groups");
            Place resources = resource.at("resources");
            if (resources.isGiven("resource rules must supply at least one resource")) alone(resources, "resources");
            namespaces(resource);
        }
        for (Place path : rule.each("nonResourceRules")) {
            verbs(path.at("verbs"));
            Place urls = path.at("nonResourceURLs");
            if (!urls.isGiven("nonResourceURLs must contain at least one value")) continue;
            if (!alone(urls, "non-resource URLs")) urls.each().forEach(FlowSchemaStrategy::url);
        }
    }

    private static void namespaces(Place resource) {
        Place namespaces = resource.at("namespaces");
        if (namespaces.isEmpty()) {
            if (resource.at("clusterScope").value().asBoolean(false)) return;
            namespaces.required("resource rules that are not cluster scoped must supply at least one namespace");
        } else if (!alone(namespaces, "namespaces")) {
            for (Place namespace : namespaces.each()) {
                for (String fault : Names.label(namespace.text())) {
                    namespace.invalid("each member of this list must be '*' or a DNS-1123 label; " + fault);
                }
            }
        }
    }

    private static void subject(Place subject) {
        var fields = new TreeMap<String, String>();
        fields.put("Group", "group");
        fields.put("ServiceAccount", "serviceAccount");
        fields.put("User", "user");
        String kind = subject.at("kind").text();
        if (!fields.containsKey(kind)) {
            subject.at("kind").unsupported(List.copyOf(fields.keySet()));
            return;
        }
        fields.forEach((other, field) -> {
            Place place = subject.at(field);
            if (other.equals(kind)) who(place, field, kind);
            else if (place.isSet()) {
                place.forbidden(field + " is forbidden when subject kind is not '" + other + "'");
            }
        });
    }

    private static void who(Place who, String field, String kind) {
        if (!who.isSet()) {
            who.required(field + " is required when subject kind is '" + kind + "'");
            return;
        }
        boolean named = who.at("name").isGiven("");
        if (!kind.equals("ServiceAccount")) return;
        if (named && !who.at("name").text().equals("*")) who.at("name").form(Names::subdomain);
        who.at("namespace").requireForm("must specify namespace for service account", Names::label);
    }

    private static void verbs(Place verbs) {
        if (!verbs.isGiven("verbs must contain at least one value")) return;
        if (!alone(verbs, "verbs") && !VERBS.containsAll(verbs.texts())) verbs.unsupported(VERBS);
    }

    private static void url(Place url) {
        String text = url.text();
        if (text.isEmpty()) url.invalid("must not be empty");
        else if (!text.startsWith("/")) url.invalid("must start with slash");
        else if (text.contains(" ")) url.invalid("must not contain white-space");
        else if (text.contains("//")) url.invalid("must not contain double slash");
        else if (text.indexOf('*') >= 0 && (text.indexOf('*') < text.length() - 1 || !text.endsWith("/*"))) {
            url.invalid("wildcard can only do suffix matching");
        }
    }

    /** Whether a list holds the wildcard, which must then stand alone. */
    private static boolean alone(Place list, String what) {
        if (!list.texts().contains("*")) return false;
        if (list.texts().size() > 1) list.invalid("if '*' is present, must not specify other " + what);
        return true;
    }
}
