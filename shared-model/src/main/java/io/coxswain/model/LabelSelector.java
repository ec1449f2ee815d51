package io.coxswain.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A parsed label selector. The empty selector matches everything. */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** One condition on one label. */
    public sealed interface Requirement {
        String key();

        boolean matches(Map<String, String> labels);

        record In(String key, Set<String> values) implements Requirement {
            public In {
                values = Set.copyOf(values);
            }

            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value != null && values.contains(value);
            }
        }

        /** Also true where the label is absent. */
        record NotIn(String key, Set<String> values) implements Requirement {
            public NotIn {
                values = Set.copyOf(values);
            }

            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value == null || !values.contains(value);
            }
        }

        record Exists(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(key);
            }
        }

        record Absent(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return !labels.containsKey(key);
            }
        }

        /** Compares whole numbers; false where either side is none. */
        record Compare(String key, boolean greater, long bound) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                if (value == null || !value.matches("-?\\d{1,18}")) return false;
                long number = Long.parseLong(value);
                return greater ? number > bound : number < bound;
            }
        }
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) return false;
        }
        return true;
    }

    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /**
     * Reads the form of the query parameter; {@link IllegalArgumentException} with Kubernetes' words where it is wrong.
     */
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelector(new LabelSelectorParser(text).parse());
    }

    /** All given labels with exactly these values. */
    public static LabelSelector ofLabels(Map<String, String> labels) {
        var requirements = new ArrayList<Requirement>();
        labels.forEach((key, value) -> requirements.add(new Requirement.In(key, Set.of(value))));
        return new LabelSelector(requirements);
    }

    /** From the {@code selector} of a workload. An absent selector matches nothing, so callers check for it first. */
    public static LabelSelector of(io.fabric8.kubernetes.api.model.LabelSelector selector) {
        var requirements = new ArrayList<Requirement>();
        if (selector.getMatchLabels() != null) {
            selector.getMatchLabels().forEach((key, value) -> requirements.add(new Requirement.In(key, Set.of(value))));
        }
        if (selector.getMatchExpressions() != null) {
            for (var expression : selector.getMatchExpressions()) {
                String key = expression.getKey();
                Set<String> values = expression.getValues() == null ? Set.of() : new TreeSet<>(expression.getValues());
                requirements.add(
                        switch (expression.getOperator()) {
                            case "In" -> new Requirement.In(key, values);
                            case "NotIn" -> new Requirement.NotIn(key, values);
                            case "Exists" -> new Requirement.Exists(key);
                            case "DoesNotExist" -> new Requirement.Absent(key);
                            default ->
                                throw new IllegalArgumentException(
                                        "\"" + expression.getOperator() + "\" is not a valid label selector operator");
                        });
            }
        }
        return new LabelSelector(requirements);
    }
}
