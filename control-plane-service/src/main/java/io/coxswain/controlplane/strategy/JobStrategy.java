package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs: they make their own selector, and of their template only what places a suspended Job may change. */
public final class JobStrategy implements Strategy {
    private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final List<String> IMMUTABLE = List.of(
            "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy");
    private static final List<String> PLACEMENT = List.of("nodeSelector", "affinity", "tolerations", "schedulingGates");

    @Override
    public Kind<?> kind() {
        return Kinds.JOB;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (!Fields.has(spec, "completions") && !Fields.has(spec, "parallelism")) spec.put("completions", 1);
        Fields.setDefault(spec, "parallelism", 1);
        Fields.setDefault(spec, "backoffLimit", Fields.has(spec, "backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
        Fields.setDefault(spec, "completionMode", "NonIndexed");
        Fields.setDefault(spec, "suspend", false);
        Fields.setDefault(spec, "manualSelector", false);
        Fields.setDefault(
                spec, "podReplacementPolicy", Fields.has(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        for (ObjectNode rule : Fields.objects(spec.path("podFailurePolicy"), "rules")) {
            Fields.objects(rule, "onPodConditions").forEach(pattern -> Fields.setDefault(pattern, "status", "True"));
        }
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        ObjectNode metadata = Metadata.of(object);
        if (metadata.path("labels").isEmpty() && labels.isObject() && !labels.isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
        TemplateRules.setDefaults(spec);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
        ObjectNode spec = Fields.ensure(object, "spec");
        if (spec.path("manualSelector").asBoolean(false)) return;
        String uid = Metadata.uid(object);
        String name = Metadata.name(object);
        ObjectNode labels = Fields.ensure(Fields.ensure(Fields.ensure(spec, "template"), "metadata"), "labels");
        Map.of(CONTROLLER_UID, uid, "controller-uid", uid, JOB_NAME, name, "job-name", name)
                .forEach((key, value) -> {
                    if (!labels.has(key)) labels.put(key, value);
                });
        ObjectNode matchLabels = Fields.ensure(Fields.ensure(spec, "selector"), "matchLabels");
        if (!matchLabels.has(CONTROLLER_UID)) matchLabels.put(CONTROLLER_UID, uid);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        generatedLabels(object, spec, errors);
        JobRules.validate(spec, "spec", errors);
        ObjectNode template = Fields.ensure(spec, "template");
        if (!(spec.path("selector") instanceof ObjectNode selector)) {
            errors.add(FieldError.required("spec.selector", ""));
        } else if (SelectorRules.validate(selector, "spec.selector", errors)
                && !SelectorRules.matches(selector, template)) {
            errors.add(SelectorRules.mismatch(template, "spec.template"));
        }
    }

    /** What generates the selector labels the template too, unless its author gave these labels other values. */
    private static void generatedLabels(ObjectNode object, ObjectNode spec, List<FieldError> errors) {
        if (spec.path("manualSelector").asBoolean(false)) return;
        Map<String, String> labels = Metadata.labels(Fields.ensure(spec, "template"));
        String uid = Metadata.uid(object);
        String name = Metadata.name(object);
        for (String key : List.of(CONTROLLER_UID, JOB_NAME)) {
            String wanted = key.equals(CONTROLLER_UID) ? uid : name;
            if (wanted.equals(labels.get(key))) continue;
            String path = "spec.template.metadata.labels[" + key + "]";
            errors.add(
                    labels.containsKey(key)
                            ? FieldError.invalid(path, String.valueOf(labels.get(key)), "must be '" + wanted + "'")
                            : FieldError.required(path, "must be '" + wanted + "'"));
        }
        JsonNode selector = spec.path("selector").path("matchLabels").path(CONTROLLER_UID);
        if (!selector.asString("").equals(uid)) {
            errors.add(FieldError.invalid("spec.selector", spec.path("selector"), "`selector` not auto-generated"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        JsonNode now = object.path("spec");
        JsonNode before = old.path("spec");
        completions(now, before, errors);
        for (String field : IMMUTABLE) {
            if (!Fields.same(now, before, field)) {
                errors.add(FieldError.invalid("spec." + field, Amounts.shown(now.path(field)), "field is immutable"));
            }
        }
        boolean mayMove = before.path("suspend").asBoolean(false) && !Fields.has(old.path("status"), "startTime");
        if (!Json.same(comparable(now, mayMove), comparable(before, mayMove))) {
            errors.add(FieldError.invalid("spec.template", now.path("template"), "field is immutable"));
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Amounts.notNegative(
                object.path("status"),
                "status",
                List.of("active", "succeeded", "failed", "ready", "terminating"),
                errors);
    }

    /** Completions of an Indexed Job may change together with its parallelism. */
    private static void completions(JsonNode now, JsonNode before, List<FieldError> errors) {
        if (Fields.same(now, before, "completions")) return;
        boolean indexed = Fields.text(now, "completionMode").equals("Indexed");
        boolean together = indexed
                && Json.same(before.path("completions"), before.path("parallelism"))
                && Json.same(now.path("completions"), now.path("parallelism"));
        if (!together) {
            errors.add(FieldError.invalid(
                    "spec.completions",
                    now.path("completions"),
                    indexed ? "can only be modified in tandem with spec.parallelism" : "field is immutable"));
        }
    }

    private static JsonNode comparable(JsonNode spec, boolean mayMove) {
        if (!mayMove || !(spec.path("template").deepCopy() instanceof ObjectNode template))
            return spec.path("template");
        if (template.path("metadata") instanceof ObjectNode metadata) metadata.remove(List.of("labels", "annotations"));
        if (template.path("spec") instanceof ObjectNode pod) pod.remove(PLACEMENT);
        return template;
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("status.successful");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "status.successful",
                String.valueOf(object.path("status").path("succeeded").asLong(0)));
    }
}
