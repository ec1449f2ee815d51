package io.coxswain.model;

import io.coxswain.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Picks nodes by labels and by name.
 *
 * @param labels all of these
 * @param terms and one of these, or null where there is no such condition
 */
public record NodeMatcher(
        Map<String, String> labels, @Nullable List<Term> terms) {
    public static final NodeMatcher EVERYTHING = new NodeMatcher(Map.of(), null);

    private static final String NAME = "metadata.name";

    /** Both selectors hold; a term without conditions picks nothing. */
    public record Term(LabelSelector labels, LabelSelector fields) {
        public boolean matches(String name, Map<String, String> nodeLabels) {
            if (labels.isEverything() && fields.isEverything()) return false;
            return labels.matches(nodeLabels) && (fields.isEverything() || fields.matches(Map.of(NAME, name)));
        }
    }

    public NodeMatcher {
        labels = Map.copyOf(labels);
    }

    /** What the Pod requires by nodeSelector and by node affinity. */
    public static NodeMatcher requiredBy(PodSpec pod) {
        Map<String, String> selector = Objects.requireNonNullElse(pod.getNodeSelector(), Map.of());
        var affinity = pod.getAffinity();
        NodeSelector required = affinity == null || affinity.getNodeAffinity() == null
                ? null
                : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        if (selector.isEmpty() && required == null) return EVERYTHING;
        return new NodeMatcher(selector, required == null ? null : terms(required));
    }

    public static NodeMatcher of(NodeSelector selector) {
        return new NodeMatcher(Map.of(), terms(selector));
    }

    public static Term term(NodeSelectorTerm term) {
        return new Term(selector(term.getMatchExpressions()), selector(term.getMatchFields()));
    }

    public boolean isEverything() {
        return labels.isEmpty() && terms == null;
    }

    public boolean matches(String name, Map<String, String> nodeLabels) {
        if (isEverything()) return true;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getValue().equals(nodeLabels.get(label.getKey()))) return false;
        }
        List<Term> any = terms;
        if (any == null) return true;
        for (Term term : any) {
            if (term.matches(name, nodeLabels)) return true;
        }
        return false;
    }

    /** The only nodes that can match, where each term names them; else null. */
    public @Nullable Set<String> names() {
        List<Term> any = terms;
        if (any == null || any.isEmpty()) return null;
        var names = new HashSet<String>();
        for (Term term : any) {
            Set<String> named = null;
            for (Requirement requirement : term.fields.requirements()) {
                if (!(requirement instanceof Requirement.In(var key, var values)) || !key.equals(NAME)) continue;
                if (named == null) named = new HashSet<>(values);
                else named.retainAll(values);
            }
            if (named == null) return null;
            names.addAll(named);
        }
        return names;
    }

    private static List<Term> terms(NodeSelector selector) {
        return Objects.requireNonNullElse(selector.getNodeSelectorTerms(), List.<NodeSelectorTerm>of()).stream()
                .map(NodeMatcher::term)
                .toList();
    }

    private static LabelSelector selector(@Nullable List<NodeSelectorRequirement> expressions) {
        if (expressions == null || expressions.isEmpty()) return LabelSelector.EVERYTHING;
        var requirements = new ArrayList<Requirement>();
        for (NodeSelectorRequirement expression : expressions) {
            String key = expression.getKey();
            List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
            requirements.add(
                    switch (expression.getOperator()) {
                        case "In" -> new Requirement.In(key, new TreeSet<>(values));
                        case "NotIn" -> new Requirement.NotIn(key, new TreeSet<>(values));
                        case "Exists" -> new Requirement.Exists(key);
                        case "DoesNotExist" -> new Requirement.Absent(key);
                        case "Gt" -> new Requirement.Compare(key, true, Long.parseLong(values.getFirst()));
                        case "Lt" -> new Requirement.Compare(key, false, Long.parseLong(values.getFirst()));
                        default ->
                            throw new IllegalArgumentException(
                                    "\"" + expression.getOperator() + "\" is not a valid node selector operator");
                    });
        }
        return new LabelSelector(requirements);
    }
}
