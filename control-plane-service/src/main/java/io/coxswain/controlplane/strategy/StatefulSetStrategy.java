package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** StatefulSets: little of their spec may change. */
public final class StatefulSetStrategy implements Strategy {
    private static final List<String> MUTABLE = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");
    private static final String ONLY = "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
            + " 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
            + " 'minReadySeconds' are forbidden";
    private static final List<String> COUNTS = List.of(
            "replicas",
            "readyReplicas",
            "currentReplicas",
            "updatedReplicas",
            "availableReplicas",
            "observedGeneration");

    @Override
    public Kind<?> kind() {
        return Kinds.STATEFUL_SET;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("replicas", 0).put("availableReplicas", 0);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "replicas", 1);
        Fields.setDefault(spec, "revisionHistoryLimit", 10);
        Fields.setDefault(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Fields.ensure(spec, "updateStrategy");
        Fields.setDefault(strategy, "type", "RollingUpdate");
        if (Fields.text(strategy, "type").equals("RollingUpdate")) {
            Fields.setDefault(Fields.ensure(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = Fields.ensure(spec, "persistentVolumeClaimRetentionPolicy");
        Fields.setDefault(retention, "whenDeleted", "Retain");
        Fields.setDefault(retention, "whenScaled", "Retain");
        TemplateRules.setDefaults(spec);
        for (ObjectNode claim : Fields.objects(spec, "volumeClaimTemplates")) {
            claim.put("kind", "PersistentVolumeClaim").put("apiVersion", "v1");
            Fields.setDefault(Fields.ensure(claim, "spec"), "volumeMode", "Filesystem");
            Fields.setDefault(Fields.ensure(claim, "status"), "phase", "Pending");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        String policy = Fields.text(spec, "podManagementPolicy");
        if (!List.of("OrderedReady", "Parallel").contains(policy)) {
            errors.add(FieldError.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"));
        }
        updateStrategy(Fields.ensure(spec, "updateStrategy"), errors);
        retention(spec.path("persistentVolumeClaimRetentionPolicy"), errors);
        Amounts.notNegative(spec, "spec", List.of("replicas", "minReadySeconds", "revisionHistoryLimit"), errors);
        Amounts.notNegative(spec.path("ordinals"), "spec.ordinals", "start", errors);
        ObjectNode template = Fields.object(spec, "template");
        if (template == null) errors.add(FieldError.required("spec.template", ""));
        if (!(spec.path("selector") instanceof ObjectNode selector)) {
            errors.add(FieldError.required("spec.selector", ""));
        } else if (selector.isEmpty()) {
            errors.add(FieldError.invalid("spec.selector", selector, "empty selector is invalid for statefulset"));
        } else if (SelectorRules.validate(selector, "spec.selector", errors)
                && template != null
                && !SelectorRules.matches(selector, template)) {
            errors.add(SelectorRules.mismatch(template, "spec.template"));
        }
        if (template != null) lasting(template, spec, errors);
    }

    /** Claims of the set become volumes of its Pods, which the template may mount. */
    private static void lasting(ObjectNode template, ObjectNode spec, List<FieldError> errors) {
        ObjectNode complete = template.deepCopy();
        if (complete.path("spec") instanceof ObjectNode pod) {
            var volumes = pod.path("volumes").isArray() ? pod.withArray("volumes") : pod.putArray("volumes");
            for (ObjectNode claim : Fields.objects(spec, "volumeClaimTemplates")) {
                String name = Fields.text(claim.path("metadata"), "name");
                volumes.addObject().put("name", name).putObject("emptyDir");
            }
            if (volumes.isEmpty()) pod.remove("volumes");
        }
        TemplateRules.validateLasting(complete, "spec.template", "StatefulSet", errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Json.same(fixed(object), fixed(old))) errors.add(FieldError.forbidden("spec", ONLY));
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        WorkloadStatus.validate(object, COUNTS, errors);
        Amounts.notNegative(object.path("status"), "status", "collisionCount", errors);
        long before = old.path("status").path("collisionCount").asLong(0);
        long now = object.path("status").path("collisionCount").asLong(0);
        if (now < before) errors.add(FieldError.invalid("status.collisionCount", now, "cannot be decremented"));
    }

    private static JsonNode fixed(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec").deepCopy();
        spec.remove(MUTABLE);
        return spec;
    }

    private static void updateStrategy(ObjectNode strategy, List<FieldError> errors) {
        switch (Fields.text(strategy, "type")) {
            case "OnDelete" -> {
                if (strategy.path("rollingUpdate").isObject()) {
                    errors.add(FieldError.invalid(
                            "spec.updateStrategy.rollingUpdate",
                            strategy.path("rollingUpdate"),
                            "only allowed for updateStrategy 'RollingUpdate'"));
                }
            }
            case "RollingUpdate" -> {
                if (strategy.path("rollingUpdate") instanceof ObjectNode rolling) {
                    String path = "spec.updateStrategy.rollingUpdate";
                    Amounts.notNegative(rolling, path, "partition", errors);
                    if (Fields.has(rolling, "maxUnavailable")) {
                        Amounts.validate(rolling, path, "maxUnavailable", errors);
                        Amounts.notMoreThanAll(rolling, path, "maxUnavailable", errors);
                        if (Amounts.isZero(rolling.path("maxUnavailable"))) {
                            errors.add(FieldError.invalid(
                                    path + ".maxUnavailable",
                                    Amounts.shown(rolling.path("maxUnavailable")),
                                    "cannot be 0"));
                        }
                    }
                }
            }
            default ->
                errors.add(
                        FieldError.invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'"));
        }
    }

    private static void retention(JsonNode policy, List<FieldError> errors) {
        for (String field : List.of("whenDeleted", "whenScaled")) {
            String value = Fields.text(policy, field);
            if (!List.of("Retain", "Delete").contains(value)) {
                errors.add(FieldError.notSupported(
                        "spec.persistentVolumeClaimRetentionPolicy." + field, value, List.of("Retain", "Delete")));
            }
        }
    }
}
