package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of the metrics of a HorizontalPodAutoscaler. */
final class MetricRules {
    private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

    private MetricRules() {}

    /** Types of metrics and the fields that hold them, in the order in which they are looked at. */
    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("Object", "object");
        types.put("External", "external");
        types.put("Pods", "pods");
        types.put("Resource", "resource");
        types.put("ContainerResource", "containerResource");
        return types;
    }

    static void reference(ObjectNode reference, String path, List<FieldError> errors) {
        for (String field : List.of("kind", "name")) {
            String value = Fields.text(reference, field);
            if (value.isEmpty()) errors.add(FieldError.required(path + "." + field, ""));
            else MetadataRules.invalid(errors, path + "." + field, value, pathSegment(value));
        }
    }

    private static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) return List.of("may not be '" + value + "'");
        if (value.contains("/")) return List.of("may not contain '/'");
        return value.contains("%") ? List.of("may not contain '%'") : List.of();
    }

    static void validate(ObjectNode metric, String path, List<FieldError> errors) {
        Map<String, String> types = types();
        String type = Fields.text(metric, "type");
        if (type.isEmpty()) errors.add(FieldError.required(path + ".type", "must specify a metric source type"));
        if (!types.containsKey(type)) {
            errors.add(FieldError.notSupported(path + ".type", type, List.copyOf(types.keySet())));
        }
        String expected = types.getOrDefault(type, "");
        List<String> present = types.values().stream()
                .filter(field -> metric.path(field).isObject())
                .toList();
        if (!present.isEmpty()) {
            String first = present.getFirst();
            source(first, Fields.ensure(metric, first), path + "." + first, errors);
        }
        if (!present.contains(expected)) {
            errors.add(FieldError.required(
                    path + "." + expected, "must populate information for the given metric source"));
        }
        if (present.size() != 1) {
            for (String field : present) {
                if (!field.equals(expected)) {
                    errors.add(FieldError.forbidden(path + "." + field, "must populate the given metric source only"));
                }
            }
        }
    }

    private static void source(String field, ObjectNode source, String path, List<FieldError> errors) {
        ObjectNode target = Fields.ensure(source, "target");
        String where = path + ".target";
        switch (field) {
            case "object" -> {
                reference(Fields.ensure(source, "describedObject"), path + ".describedObject", errors);
                name(source, path, errors);
                target(target, where, errors);
                if (!Fields.has(target, "value") && !Fields.has(target, "averageValue")) {
                    errors.add(FieldError.required(
                            where + ".averageValue", "must set either a target value or averageValue"));
                }
            }
            case "external" -> {
                name(source, path, errors);
                target(target, where, errors);
                if (!Fields.has(target, "value") && !Fields.has(target, "averageValue")) {
                    errors.add(FieldError.required(
                            where + ".averageValue", "must set either a target value for metric or a per-pod target"));
                }
                if (Fields.has(target, "value") && Fields.has(target, "averageValue")) {
                    errors.add(FieldError.forbidden(
                            where + ".value", "may not set both a target value for metric and a per-pod target"));
                }
            }
            case "pods" -> {
                name(source, path, errors);
                target(target, where, errors);
                if (!isPositive(target.path("averageValue"))) {
                    errors.add(FieldError.required(
                            where + ".averageValue", "must specify a positive target averageValue"));
                }
            }
            default -> resource(field, source, path, errors);
        }
    }

    private static void resource(String field, ObjectNode source, String path, List<FieldError> errors) {
        if (Fields.text(source, "name").isEmpty()) {
            errors.add(FieldError.required(path + ".name", "must specify a resource name"));
        }
        if (field.equals("containerResource")
                && Fields.text(source, "container").isEmpty()) {
            errors.add(FieldError.required(path + ".container", "must specify a container"));
        }
        ObjectNode target = Fields.ensure(source, "target");
        String where = path + ".target";
        target(target, where, errors);
        boolean utilization = Fields.has(target, "averageUtilization");
        boolean value = Fields.has(target, "averageValue");
        if (!utilization && !value) {
            errors.add(FieldError.required(
                    where + ".averageUtilization", "must set either a target raw value or a target utilization"));
        }
        if (utilization && value) {
            errors.add(FieldError.forbidden(
                    where + ".averageValue", "may not set both a target raw value and a target utilization"));
        }
    }

    private static void name(ObjectNode source, String path, List<FieldError> errors) {
        if (Fields.text(source.path("metric"), "name").isEmpty()) {
            errors.add(FieldError.required(path + ".metric.name", "must specify a metric name"));
        }
    }

    private static void target(ObjectNode target, String path, List<FieldError> errors) {
        String type = Fields.text(target, "type");
        if (type.isEmpty()) errors.add(FieldError.required(path + ".type", "must specify a metric target type"));
        else if (!TARGETS.contains(type)) {
            errors.add(FieldError.invalid(path + ".type", type, "must be either Utilization, Value, or AverageValue"));
        }
        for (String field : List.of("value", "averageValue")) {
            if (Fields.has(target, field) && !isPositive(target.path(field))) {
                errors.add(FieldError.invalid(path + "." + field, Fields.text(target, field), "must be positive"));
            }
        }
        Long utilization = Fields.number(target, "averageUtilization");
        if (utilization != null && utilization < 1) {
            errors.add(FieldError.invalid(path + ".averageUtilization", utilization, "must be greater than 0"));
        }
    }

    private static boolean isPositive(JsonNode quantity) {
        return quantity.isString() && ContainerRules.amount(quantity).signum() > 0;
    }
}
