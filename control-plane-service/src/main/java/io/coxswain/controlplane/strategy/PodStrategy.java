package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
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
    private static final String ONLY = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to"
            + " existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
            + " previously negative)";

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
        object.putObject("status").put("phase", "Pending").put("qosClass", QualityOfService.of(object.path("spec")));
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        PodRules.validate(Fields.ensure(object, "spec"), "spec", errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Json.same(comparable(object), comparable(old))) errors.add(FieldError.forbidden("spec", ONLY));
        List<String> tolerations = Fields.objects(old.path("spec"), "tolerations").stream()
                .map(JsonNode::toString)
                .toList();
        List<String> now = Fields.objects(object.path("spec"), "tolerations").stream()
                .map(JsonNode::toString)
                .toList();
        if (!now.containsAll(tolerations)) {
            errors.add(FieldError.forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
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

    /** The spec without what may change. */
    private static JsonNode comparable(ObjectNode pod) {
        ObjectNode spec = Fields.ensure(pod, "spec").deepCopy();
        spec.remove(List.of("activeDeadlineSeconds", "tolerations"));
        for (String list : List.of("initContainers", "containers")) {
            Fields.objects(spec, list).forEach(container -> container.remove("image"));
        }
        return spec;
    }
}
