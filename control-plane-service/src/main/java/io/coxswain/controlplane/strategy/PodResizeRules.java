package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code pods/resize} may change: processors and memory of what goes on running, within one quality of service.
 */
final class PodResizeRules {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final List<String> LISTS = List.of("initContainers", "containers");
    private static final List<String> RESIZED = List.of("cpu", "memory");

    private PodResizeRules() {}

    static void validate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (Metadata.annotations(old).containsKey(MIRROR)) {
            errors.add(FieldError.forbidden("", "static pods cannot be resized"));
            return;
        }
        String before = QualityOfService.of(old.path("spec"));
        if (!QualityOfService.of(object.path("spec")).equals(before)) {
            errors.add(FieldError.invalid("spec", before, "Pod QOS Class may not change as a result of resizing"));
        }
        for (String list : LISTS) {
            List<ObjectNode> containers = Fields.objects(object.path("spec"), list);
            List<ObjectNode> olds = Fields.objects(old.path("spec"), list);
            for (int at = 0; at < Math.min(containers.size(), olds.size()); at++) {
                removals(containers.get(at), olds.get(at), "spec." + list + "[" + at + "].resources", errors);
            }
        }
        if (!Json.same(fixed(object, "containers"), fixed(old, "containers"))) {
            errors.add(FieldError.forbidden("spec", "only cpu and memory resources are mutable"));
        } else if (!Json.same(fixed(object, "initContainers"), fixed(old, "initContainers"))) {
            errors.add(
                    FieldError.forbidden("spec", "only cpu and memory resources for sidecar containers are mutable"));
        }
    }

    private static void removals(ObjectNode now, ObjectNode before, String path, List<FieldError> errors) {
        for (String kind : List.of("limits", "requests")) {
            boolean removed = RESIZED.stream()
                    .anyMatch(resource -> amounts(before, kind).has(resource)
                            && !amounts(now, kind).has(resource));
            if (removed) {
                errors.add(FieldError.forbidden(path + "." + kind, "resource " + kind + " cannot be removed"));
            }
        }
    }

    private static JsonNode amounts(ObjectNode container, String kind) {
        return container.path("resources").path(kind);
    }

    /** One list of containers without what a resize may change. */
    private static JsonNode fixed(ObjectNode pod, String list) {
        ObjectNode spec = Fields.ensure(pod, "spec").deepCopy();
        for (String other : LISTS) {
            if (!other.equals(list)) spec.remove(other);
        }
        for (ObjectNode container : Fields.objects(spec, list)) {
            boolean sidecar = Fields.text(container, "restartPolicy").equals("Always");
            if (list.equals("initContainers") && !sidecar) continue;
            container.remove("resizePolicy");
            for (String kind : List.of("limits", "requests")) {
                if (amounts(container, kind) instanceof ObjectNode amounts) {
                    amounts.remove(RESIZED);
                    if (amounts.isEmpty()) Fields.ensure(container, "resources").remove(kind);
                }
            }
        }
        return spec;
    }
}
