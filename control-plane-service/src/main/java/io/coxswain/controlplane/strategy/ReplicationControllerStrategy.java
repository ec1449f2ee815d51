package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** ReplicationControllers: like a ReplicaSet with a plain map as selector, which may change. */
public final class ReplicationControllerStrategy implements Strategy {
    private static final List<String> COUNTS =
            List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration");

    @Override
    public Kind<?> kind() {
        return Kinds.REPLICATION_CONTROLLER;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("replicas", 0);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "replicas", 1);
        TemplateRules.setDefaults(spec);
        if (spec.path("template").path("metadata").path("labels") instanceof ObjectNode labels && !labels.isEmpty()) {
            if (spec.path("selector").isEmpty()) spec.set("selector", labels.deepCopy());
            ObjectNode metadata = Metadata.of(object);
            if (metadata.path("labels").isEmpty()) metadata.set("labels", labels.deepCopy());
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Amounts.notNegative(spec, "spec", List.of("minReadySeconds", "replicas"), errors);
        ObjectNode selector = Fields.object(spec, "selector");
        if (selector == null || selector.isEmpty()) errors.add(FieldError.required("spec.selector", ""));
        ObjectNode template = Fields.object(spec, "template");
        if (template == null) {
            errors.add(FieldError.required("spec.template", ""));
            return;
        }
        if (selector != null) {
            ObjectNode asLabels = Json.object();
            asLabels.set("matchLabels", selector);
            if (!SelectorRules.matches(asLabels, template)) {
                errors.add(SelectorRules.mismatch(template, "spec.template"));
            }
        }
        TemplateRules.validateLasting(template, "spec.template", "ReplicationController", errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        WorkloadStatus.validate(object, COUNTS, errors);
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("status.replicas");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "status.replicas",
                String.valueOf(object.path("status").path("replicas").asLong(0)));
    }
}
