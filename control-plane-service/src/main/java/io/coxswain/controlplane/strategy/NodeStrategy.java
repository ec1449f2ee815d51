package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Nodes: an agent registers one with its status; its Pod addresses are given once. */
public final class NodeStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.NODE;
    }

    @Override
    public boolean takesStatusAtCreation() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        String range = Fields.text(spec, "podCIDR");
        if (!range.isEmpty() && spec.path("podCIDRs").isEmpty()) {
            spec.putArray("podCIDRs").add(range);
        } else if (range.isEmpty() && !spec.path("podCIDRs").isEmpty()) {
            spec.put("podCIDR", spec.path("podCIDRs").path(0).asString(""));
        }
        for (ObjectNode taint : Fields.objects(spec, "taints")) {
            if (taint.path("timeAdded").isNull()) taint.remove("timeAdded");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        int at = 0;
        for (ObjectNode taint : Fields.objects(object.path("spec"), "taints")) {
            String path = "spec.taints[" + at++ + "]";
            String key = Fields.text(taint, "key");
            MetadataRules.invalid(errors, path + ".key", key, Names.qualified(key));
            ContainerRules.oneOf(taint, path, "effect", List.of("NoExecute", "NoSchedule", "PreferNoSchedule"), errors);
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        String before = Fields.text(old.path("spec"), "podCIDR");
        if (!before.isEmpty() && !before.equals(Fields.text(object.path("spec"), "podCIDR"))) {
            errors.add(FieldError.forbidden(
                    "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"));
        }
        if (!Fields.text(old.path("spec"), "providerID").isEmpty()
                && !Fields.same(object.path("spec"), old.path("spec"), "providerID")) {
            errors.add(FieldError.forbidden(
                    "spec.providerID", "node updates may not change providerID except from \"\" to valid"));
        }
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.unschedulable");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "spec.unschedulable",
                String.valueOf(object.path("spec").path("unschedulable").asBoolean(false)));
    }
}
