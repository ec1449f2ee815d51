package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscalers, as version 2 has them. */
public final class HorizontalPodAutoscalerStrategy implements Strategy {
    private static final int SCALE_UP_PODS = 4;
    private static final int SCALE_PERCENT = 100;
    private static final int PERIOD_SECONDS = 15;
    private static final int MOST_WINDOW_SECONDS = 3600;
    private static final int MOST_PERIOD_SECONDS = 1800;

    @Override
    public Kind<?> kind() {
        return Kinds.HORIZONTAL_POD_AUTOSCALER;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("desiredReplicas", 0).putNull("currentMetrics");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "minReplicas", 1);
        if (spec.path("metrics").isEmpty()) {
            ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
            metric.putObject("resource")
                    .put("name", "cpu")
                    .putObject("target")
                    .put("type", "Utilization")
                    .put("averageUtilization", 80);
        }
        if (spec.path("behavior") instanceof ObjectNode behavior) {
            ObjectNode up = Fields.ensure(behavior, "scaleUp");
            Fields.setDefault(up, "stabilizationWindowSeconds", 0);
            Fields.setDefault(up, "selectPolicy", "Max");
            if (up.path("policies").isEmpty()) {
                ArrayNode policies = up.putArray("policies");
                policy(policies, "Pods", SCALE_UP_PODS);
                policy(policies, "Percent", SCALE_PERCENT);
            }
            ObjectNode down = Fields.ensure(behavior, "scaleDown");
            Fields.setDefault(down, "selectPolicy", "Max");
            if (down.path("policies").isEmpty()) policy(down.putArray("policies"), "Percent", SCALE_PERCENT);
        }
    }

    private static void policy(ArrayNode policies, String type, int value) {
        policies.addObject().put("type", type).put("value", value).put("periodSeconds", PERIOD_SECONDS);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        long least = spec.path("minReplicas").asLong(1);
        long most = spec.path("maxReplicas").asLong(0);
        if (least < 1) {
            errors.add(FieldError.invalid("spec.minReplicas", least, "must be greater than or equal to 1"));
        }
        if (most < 1) errors.add(FieldError.invalid("spec.maxReplicas", most, "must be greater than 0"));
        if (most < least) {
            errors.add(FieldError.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
        }
        MetricRules.reference(Fields.ensure(spec, "scaleTargetRef"), "spec.scaleTargetRef", errors);
        int at = 0;
        for (ObjectNode metric : Fields.objects(spec, "metrics")) {
            MetricRules.validate(metric, "spec.metrics[" + at++ + "]", errors);
        }
        if (spec.path("behavior") instanceof ObjectNode behavior) {
            for (String direction : List.of("scaleUp", "scaleDown")) {
                if (behavior.path(direction) instanceof ObjectNode rules) {
                    rules(rules, "spec.behavior." + direction, errors);
                }
            }
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Amounts.notNegative(object.path("status"), "status", List.of("currentReplicas", "desiredReplicas"), errors);
    }

    private static void rules(ObjectNode rules, String path, List<FieldError> errors) {
        Long window = Fields.number(rules, "stabilizationWindowSeconds");
        if (window != null && window < 0) {
            errors.add(FieldError.invalid(
                    path + ".stabilizationWindowSeconds", window, "must be greater than or equal to zero"));
        }
        if (window != null && window > MOST_WINDOW_SECONDS) {
            errors.add(FieldError.invalid(
                    path + ".stabilizationWindowSeconds",
                    window,
                    "must be less than or equal to " + MOST_WINDOW_SECONDS));
        }
        String select = Fields.text(rules, "selectPolicy");
        if (!select.isEmpty() && !List.of("Disabled", "Max", "Min").contains(select)) {
            errors.add(FieldError.notSupported(path + ".selectPolicy", select, List.of("Disabled", "Max", "Min")));
        }
        List<ObjectNode> policies = Fields.objects(rules, "policies");
        if (policies.isEmpty()) errors.add(FieldError.required(path + ".policies", "must specify at least one Policy"));
        int at = 0;
        for (ObjectNode policy : policies) {
            String here = path + ".policies[" + at++ + "]";
            String type = Fields.text(policy, "type");
            if (!List.of("Percent", "Pods").contains(type)) {
                errors.add(FieldError.notSupported(here + ".type", type, List.of("Percent", "Pods")));
            }
            for (String field : List.of("value", "periodSeconds")) {
                long value = policy.path(field).asLong(0);
                if (value <= 0) errors.add(FieldError.invalid(here + "." + field, value, "must be greater than zero"));
            }
            long period = policy.path("periodSeconds").asLong(0);
            if (period > MOST_PERIOD_SECONDS) {
                errors.add(FieldError.invalid(
                        here + ".periodSeconds", period, "must be less than or equal to " + MOST_PERIOD_SECONDS));
            }
        }
    }
}
