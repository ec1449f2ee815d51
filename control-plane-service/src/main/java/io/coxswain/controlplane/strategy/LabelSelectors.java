package io.coxswain.controlplane.strategy;

import tools.jackson.databind.node.ObjectNode;

/** What must hold of label selectors, labels and node selectors wherever they stand. */
public final class LabelSelectors {
    private LabelSelectors() {}

    public static void validate(Place selector) {
        labels(selector.at("matchLabels"));
        for (Place expression : selector.each("matchExpressions")) {
            boolean hasValues = !expression.at("values").isEmpty();
            switch (expression.at("operator").text()) {
                case "In", "NotIn" -> {
                    if (!hasValues) {
                        expression.at("values").required("must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (hasValues) {
                        expression
                                .at("values")
                                .forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                default -> expression.at("operator").invalid("not a valid selector operator");
            }
            expression.at("key").form(Names::qualified);
            expression.each("values").forEach(value -> value.form(Names::labelValue));
        }
    }

    /** A map of labels; its faults name the map. */
    public static void labels(Place labels) {
        if (!(labels.value() instanceof ObjectNode map)) return;
        map.properties().forEach(entry -> {
            String value = entry.getValue().asString("");
            MetadataRules.invalid(labels.errors(), labels.path(), entry.getKey(), Names.qualified(entry.getKey()));
            MetadataRules.invalid(labels.errors(), labels.path(), value, Names.labelValue(value));
        });
    }

    /** A selector of nodes by terms, at least one. */
    public static void nodes(Place selector) {
        if (!selector.at("nodeSelectorTerms").isGiven("must have at least one node selector term")) return;
        for (Place term : selector.each("nodeSelectorTerms")) {
            for (Place expression : term.each("matchExpressions")) {
                int values = expression.at("values").value().size();
                switch (expression.at("operator").text()) {
                    case "In", "NotIn" -> {
                        if (values == 0) {
                            expression.at("values").required("must be specified when `operator` is 'In' or 'NotIn'");
                        }
                    }
                    case "Exists", "DoesNotExist" -> {
                        if (values > 0) {
                            expression
                                    .at("values")
                                    .forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                        }
                    }
                    case "Gt", "Lt" -> {
                        if (values != 1) {
                            expression
                                    .at("values")
                                    .required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                        }
                    }
                    default -> expression.at("operator").invalid("not a valid selector operator");
                }
                expression.at("key").form(Names::qualified);
            }
        }
    }
}
