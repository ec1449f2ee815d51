package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods: defaults, graceful deletion, and a spec of which little may change. */
public final class PodStrategy implements Strategy {
    private static final Set<String> SELECTABLE = Set.of(
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName");
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    @Override
    public Kind<?> kind() {
        return Kinds.POD;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        PodDefaults.apply(spec);
        Fields.setDefault(spec, "enableServiceLinks", true);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode status = object.putObject("status")
                .put("phase", "Pending")
                .put("qosClass", QualityOfService.of(object.path("spec")));
        if (object.path("spec").path("schedulingGates").isEmpty()) return;
        status.putArray("conditions")
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", "SchedulingGated")
                .put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        PodRules.validate(Fields.ensure(object, "spec"), "spec", errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        PodUpdateRules.validate(object, old, errors);
    }

    @Override
    public void validateChange(String subresource, ObjectNode object, ObjectNode old, List<FieldError> errors) {
        switch (subresource) {
            case "ephemeralcontainers" -> PodUpdateRules.validateEphemeral(object, old, errors);
            case "resize" -> {
                validate(object, errors);
                PodResizeRules.validate(object, old, errors);
            }
            default -> validateChange(object, old, errors);
        }
    }

    @Override
    public Set<String> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : List.of("nodeName", "restartPolicy", "schedulerName", "serviceAccountName")) {
            fields.put("spec." + field, Fields.text(spec, field));
        }
        fields.put("spec.hostNetwork", String.valueOf(spec.path("hostNetwork").asBoolean(false)));
        for (String field : List.of("phase", "podIP", "nominatedNodeName")) {
            fields.put("status." + field, Fields.text(status, field));
        }
        return fields;
    }

    /** A Pod that no node runs, or that has ended, goes at once. */
    @Override
    public long gracePeriodSeconds(ObjectNode object, @Nullable Long requested) {
        JsonNode spec = object.path("spec");
        if (Fields.text(spec, "nodeName").isEmpty()) return 0;
        if (FINISHED.contains(Fields.text(object.path("status"), "phase"))) return 0;
        long seconds = requested != null
                ? requested
                : Objects.requireNonNullElse(Fields.number(spec, "terminationGracePeriodSeconds"), 0L);
        return seconds < 0 ? 1 : seconds;
    }
}
