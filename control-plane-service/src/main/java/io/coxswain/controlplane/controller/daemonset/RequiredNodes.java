package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.model.LabelSelector;
import io.coxswain.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The nodes that a Pod requires by nodeSelector and by node affinity. */
final class RequiredNodes {
    private static final String NAME = "metadata.name";

    private RequiredNodes() {}

    static boolean match(PodSpec spec, String name, Map<String, String> labels) {
        Map<String, String> selector = Objects.requireNonNullElse(spec.getNodeSelector(), Map.of());
        if (!labels.entrySet().containsAll(selector.entrySet())) return false;
        var affinity = spec.getAffinity();
        if (affinity == null || affinity.getNodeAffinity() == null) return true;
        var required = affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required == null) return true;
        return required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, name, labels));
    }

    /** A term without conditions picks nothing. */
    private static boolean matches(NodeSelectorTerm term, String name, Map<String, String> labels) {
        List<NodeSelectorRequirement> expressions = Objects.requireNonNullElse(term.getMatchExpressions(), List.of());
        List<NodeSelectorRequirement> fields = Objects.requireNonNullElse(term.getMatchFields(), List.of());
        if (expressions.isEmpty() && fields.isEmpty()) return false;
        return selector(expressions).matches(labels) && selector(fields).matches(Map.of(NAME, name));
    }

    private static LabelSelector selector(List<NodeSelectorRequirement> expressions) {
        return new LabelSelector(
                expressions.stream().map(RequiredNodes::requirement).toList());
    }

    private static Requirement requirement(NodeSelectorRequirement expression) {
        String key = expression.getKey();
        List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
        return switch (expression.getOperator()) {
            case "In" -> new Requirement.In(key, Set.copyOf(values));
            case "NotIn" -> new Requirement.NotIn(key, Set.copyOf(values));
            case "Exists" -> new Requirement.Exists(key);
            case "DoesNotExist" -> new Requirement.Absent(key);
            case "Gt" -> new Requirement.Compare(key, true, Long.parseLong(values.getFirst()));
            case "Lt" -> new Requirement.Compare(key, false, Long.parseLong(values.getFirst()));
            default ->
                throw new IllegalArgumentException(
                        "\"" + expression.getOperator() + "\" is not a valid node selector operator");
        };
    }
}
