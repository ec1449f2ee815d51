package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** LimitRanges: minimum, default request, default limit and maximum, in this order. */
public final class LimitRangeStrategy implements Strategy {
    private static final List<String> LISTS =
            List.of("min", "defaultRequest", "default", "max", "maxLimitRequestRatio");

    @Override
    public Kind<?> kind() {
        return Kinds.LIMIT_RANGE;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (ObjectNode limit : Fields.objects(object.path("spec"), "limits")) {
            if (!Fields.text(limit, "type").equals("Container")) continue;
            complete(limit, "max", "default");
            complete(limit, "default", "defaultRequest");
            complete(limit, "min", "defaultRequest");
        }
    }

    private static void complete(ObjectNode limit, String from, String to) {
        if (limit.path(from).isEmpty()) return;
        ObjectNode target = Fields.ensure(limit, to);
        limit.path(from).properties().forEach(entry -> {
            if (!target.has(entry.getKey())) target.set(entry.getKey(), entry.getValue());
        });
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Set<String> types = new HashSet<>();
        int at = 0;
        for (ObjectNode limit : Fields.objects(object.path("spec"), "limits")) {
            String path = "spec.limits[" + at++ + "]";
            String type = Fields.text(limit, "type");
            if (!type.contains("/")
                    && !List.of("Pod", "Container", "PersistentVolumeClaim").contains(type)) {
                errors.add(
                        FieldError.invalid(path + ".type", type, "must be a standard limit type or fully qualified"));
            }
            if (!types.add(type)) errors.add(FieldError.duplicate(path + ".type", type));
            if (type.equals("Pod")) {
                for (String field : List.of("default", "defaultRequest")) {
                    if (!limit.path(field).isEmpty()) {
                        errors.add(
                                FieldError.forbidden(path + "." + field, "may not be specified when `type` is 'Pod'"));
                    }
                }
            }
            if (type.equals("PersistentVolumeClaim")
                    && !limit.path("min").has("storage")
                    && !limit.path("max").has("storage")) {
                errors.add(FieldError.required(
                        path + ".limits",
                        "either minimum or maximum storage value is required, but neither was provided"));
            }
            Set<String> resources = new TreeSet<>();
            LISTS.forEach(list -> resources.addAll(limit.path(list).propertyNames()));
            for (String resource : resources) resource(limit, path, resource, errors);
        }
    }

    private static void resource(ObjectNode limit, String path, String resource, List<FieldError> errors) {
        inOrder(limit, path, resource, "min", "max", "min", "min value %s is greater than max value %s", errors);
        inOrder(
                limit,
                path,
                resource,
                "min",
                "defaultRequest",
                "defaultRequest",
                "min value %s is greater than default request value %s",
                errors);
        inOrder(
                limit,
                path,
                resource,
                "defaultRequest",
                "max",
                "defaultRequest",
                "default request value %s is greater than max value %s",
                errors);
        inOrder(
                limit,
                path,
                resource,
                "defaultRequest",
                "default",
                "defaultRequest",
                "default request value %s is greater than default limit value %s",
                errors);
        inOrder(
                limit,
                path,
                resource,
                "min",
                "default",
                "default",
                "min value %s is greater than default value %s",
                errors);
        inOrder(
                limit,
                path,
                resource,
                "default",
                "max",
                "default",
                "default value %s is greater than max value %s",
                errors);
        JsonNode ratio = limit.path("maxLimitRequestRatio").path(resource);
        if (ratio.isString() && ContainerRules.amount(ratio).compareTo(BigDecimal.ONE) < 0) {
            errors.add(FieldError.invalid(
                    path + ".maxLimitRequestRatio[" + resource + "]",
                    ratio.stringValue(),
                    "ratio " + ratio.stringValue() + " is less than 1"));
        }
    }

    /** {@code at} is the list whose entry is to blame where the smaller one is the greater. */
    private static void inOrder(
            ObjectNode limit,
            String path,
            String resource,
            String smaller,
            String greater,
            String at,
            String message,
            List<FieldError> errors) {
        JsonNode low = limit.path(smaller).path(resource);
        JsonNode high = limit.path(greater).path(resource);
        if (!low.isString() || !high.isString()) return;
        if (ContainerRules.amount(low).compareTo(ContainerRules.amount(high)) <= 0) return;
        String blamed = limit.path(at).path(resource).stringValue();
        errors.add(FieldError.invalid(
                path + "." + at + "[" + resource + "]",
                blamed,
                message.replaceFirst("%s", low.stringValue()).replaceFirst("%s", high.stringValue())));
    }
}
