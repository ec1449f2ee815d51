package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** DaemonSets: a selector that matches the template and never changes. */
public final class DaemonSetStrategy implements Strategy {
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final List<String> COUNTS = List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady",
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount");

    @Override
    public Kind<?> kind() {
        return Kinds.DAEMON_SET;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode status = object.putObject("status");
        COUNTS.subList(0, 4).forEach(count -> status.put(count, 0));
        Fields.ensure(Metadata.of(object), "annotations").put(TEMPLATE_GENERATION, "1");
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        String before = Metadata.annotations(old).getOrDefault(TEMPLATE_GENERATION, "0");
        long generation = before.matches("[0-9]{1,18}") ? Long.parseLong(before) : 0;
        if (!Fields.same(object.path("spec"), old.path("spec"), "template")) generation++;
        Fields.ensure(Metadata.of(object), "annotations").put(TEMPLATE_GENERATION, Long.toString(generation));
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Fields.ensure(spec, "updateStrategy");
        Fields.setDefault(strategy, "type", "RollingUpdate");
        if (Fields.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Fields.ensure(strategy, "rollingUpdate");
            if (!Fields.has(rolling, "maxUnavailable")) rolling.put("maxUnavailable", 1);
            if (!Fields.has(rolling, "maxSurge")) rolling.put("maxSurge", 0);
        }
        TemplateRules.setDefaults(spec);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        ObjectNode template = Fields.object(spec, "template");
        if (!(spec.path("selector") instanceof ObjectNode selector)) {
            errors.add(FieldError.required("spec.selector", ""));
        } else if (SelectorRules.validate(selector, "spec.selector", errors)) {
            if (template != null && !SelectorRules.matches(selector, template)) {
                errors.add(SelectorRules.mismatch(template, "spec.template"));
            }
            if (selector.isEmpty()) {
                errors.add(FieldError.invalid("spec.selector", selector, "empty selector is invalid for daemonset"));
            }
        }
        if (template == null) errors.add(FieldError.required("spec.template", ""));
        else TemplateRules.validateLasting(template, "spec.template", "DaemonSet", errors);
        Amounts.notNegative(spec, "spec", List.of("minReadySeconds", "revisionHistoryLimit"), errors);
        updateStrategy(Fields.ensure(spec, "updateStrategy"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        WorkloadRules.validateUpdate(object, old, errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Amounts.notNegative(object.path("status"), "status", COUNTS, errors);
    }

    private static void updateStrategy(ObjectNode strategy, List<FieldError> errors) {
        String path = "spec.updateStrategy";
        String type = Fields.text(strategy, "type");
        if (type.equals("OnDelete")) return;
        if (!type.equals("RollingUpdate")) {
            errors.add(FieldError.notSupported(path + ".type", type, List.of("RollingUpdate", "OnDelete")));
            return;
        }
        ObjectNode rolling = Fields.ensure(strategy, "rollingUpdate");
        path += ".rollingUpdate";
        for (String field : List.of("maxUnavailable", "maxSurge")) {
            Amounts.validate(rolling, path, field, errors);
            Amounts.notMoreThanAll(rolling, path, field, errors);
        }
        JsonNode unavailable = rolling.path("maxUnavailable");
        JsonNode surge = rolling.path("maxSurge");
        if (!Amounts.isZero(unavailable) && !Amounts.isZero(surge)) {
            errors.add(FieldError.invalid(
                    path + ".maxSurge", Amounts.shown(surge), "may not be set when maxUnavailable is non-zero"));
        } else if (Amounts.isZero(unavailable) && Amounts.isZero(surge)) {
            errors.add(FieldError.required(path + ".maxUnavailable", "cannot be 0 when maxSurge is 0"));
        }
    }
}
