package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a volume can be reached from a node, by the labels and the name of the node. */
final class NodeTerms {
    private NodeTerms() {}

    static boolean match(PersistentVolume volume, String nodeName, Map<String, String> labels) {
        var affinity = volume.getSpec().getNodeAffinity();
        NodeSelector required = affinity == null ? null : affinity.getRequired();
        if (required == null) return true;
        return required.getNodeSelectorTerms().stream()
                .anyMatch(term -> (!term.getMatchExpressions().isEmpty()
                                || !term.getMatchFields().isEmpty())
                        && all(term.getMatchExpressions(), labels)
                        && all(term.getMatchFields(), Map.of("metadata.name", nodeName)));
    }

    private static boolean all(List<NodeSelectorRequirement> requirements, Map<String, String> values) {
        return requirements.stream().allMatch(one -> meets(one, values.get(one.getKey())));
    }

    private static boolean meets(NodeSelectorRequirement requirement, @Nullable String value) {
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" ->
                value != null && number(value) > number(requirement.getValues().getFirst());
            case "Lt" ->
                value != null && number(value) < number(requirement.getValues().getFirst());
            default -> false;
        };
    }

    /** A text that is no number is none of those that a requirement asks for; NaN compares to nothing. */
    private static double number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOne) {
            return Double.NaN;
        }
    }
}
