package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a Pod may change, by itself and through its subresources. */
final class PodUpdateRules {
    private static final String ONLY = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to"
            + " existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
            + " previously negative)";
    private static final List<String> LISTS = List.of("initContainers", "containers");

    private PodUpdateRules() {}

    static void validate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        ObjectNode now = Fields.ensure(object, "spec");
        ObjectNode before = Fields.ensure(old, "spec");
        for (String list : LISTS) {
            if (Fields.objects(now, list).size() != Fields.objects(before, list).size()) {
                errors.add(FieldError.forbidden("spec." + list, "pod updates may not add or remove containers"));
                return;
            }
        }
        deadline(now, before, errors);
        gates(now, before, errors);
        tolerations(now, before, errors);
        boolean gated = !before.path("schedulingGates").isEmpty();
        if (gated) nodeSelector(now, before, errors);
        if (!Json.same(fixed(now, gated), fixed(before, gated))) errors.add(FieldError.forbidden("spec", ONLY));
    }

    /** Through {@code pods/ephemeralcontainers}: only new ones, and none of the old ones changed. */
    static void validateEphemeral(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        List<ObjectNode> now = Fields.objects(spec, "ephemeralContainers");
        Set<String> others = LISTS.stream()
                .flatMap(list -> Fields.objects(spec, list).stream())
                .map(container -> Fields.text(container, "name"))
                .collect(Collectors.toSet());
        Set<String> targets = Set.copyOf(others);
        for (int at = 0; at < now.size(); at++) {
            EphemeralContainerRules.validate(
                    now.get(at), "spec.ephemeralContainers[" + at + "]", others, targets, errors);
        }
        for (ObjectNode container : Fields.objects(old.path("spec"), "ephemeralContainers")) {
            String name = Fields.text(container, "name");
            List<ObjectNode> same = now.stream()
                    .filter(one -> Fields.text(one, "name").equals(name))
                    .toList();
            if (same.isEmpty()) {
                errors.add(FieldError.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + name + "\" may not be removed"));
            } else if (!Json.same(same.getFirst(), container)) {
                errors.add(FieldError.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + name + "\" may not be changed"));
            }
        }
    }

    private static void deadline(ObjectNode now, ObjectNode before, List<FieldError> errors) {
        Long old = Fields.number(before, "activeDeadlineSeconds");
        Long given = Fields.number(now, "activeDeadlineSeconds");
        if (given != null && (given < 1 || given > Integer.MAX_VALUE)) {
            errors.add(FieldError.invalid(
                    "spec.activeDeadlineSeconds", given, "must be between 1 and 2147483647, inclusive"));
        } else if (old != null && given == null) {
            errors.add(FieldError.invalid(
                    "spec.activeDeadlineSeconds", "null", "must not update from a positive integer to nil value"));
        } else if (old != null && given != null && given > old) {
            errors.add(FieldError.invalid(
                    "spec.activeDeadlineSeconds", given, "must be less than or equal to previous value"));
        }
    }

    private static void gates(ObjectNode now, ObjectNode before, List<FieldError> errors) {
        Set<String> old = Fields.objects(before, "schedulingGates").stream()
                .map(gate -> Fields.text(gate, "name"))
                .collect(Collectors.toSet());
        for (ObjectNode gate : Fields.objects(now, "schedulingGates")) {
            String name = Fields.text(gate, "name");
            if (!old.contains(name)) {
                errors.add(FieldError.forbidden(
                        "spec.schedulingGates",
                        "only deletion is allowed, but found new scheduling gate '" + name + "'"));
            }
        }
    }

    /** Each old toleration stays, but for its seconds. */
    private static void tolerations(ObjectNode now, ObjectNode before, List<FieldError> errors) {
        List<JsonNode> kept = Fields.objects(now, "tolerations").stream()
                .map(PodUpdateRules::withoutSeconds)
                .toList();
        boolean all = Fields.objects(before, "tolerations").stream()
                .map(PodUpdateRules::withoutSeconds)
                .allMatch(old -> kept.stream().anyMatch(one -> Json.same(one, old)));
        if (!all) {
            errors.add(FieldError.forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }
    }

    private static JsonNode withoutSeconds(ObjectNode toleration) {
        ObjectNode rest = toleration.deepCopy();
        rest.remove("tolerationSeconds");
        return rest;
    }

    /** While a Pod waits at a gate its node selector may grow. */
    private static void nodeSelector(ObjectNode now, ObjectNode before, List<FieldError> errors) {
        for (var entry : before.path("nodeSelector").properties()) {
            if (!Json.same(now.path("nodeSelector").path(entry.getKey()), entry.getValue())) {
                errors.add(FieldError.invalid(
                        "spec.nodeSelector",
                        now.path("nodeSelector").isObject() ? now.path("nodeSelector") : Json.object(),
                        "only additions are allowed"));
                return;
            }
        }
    }

    /** The spec without what may change. */
    private static JsonNode fixed(ObjectNode spec, boolean gated) {
        ObjectNode fixed = spec.deepCopy();
        fixed.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
        if (gated) fixed.remove("nodeSelector");
        Long grace = Fields.number(fixed, "terminationGracePeriodSeconds");
        if (grace != null && grace < 0) fixed.put("terminationGracePeriodSeconds", 1);
        for (String list : LISTS) {
            Fields.objects(fixed, list).forEach(container -> container.remove("image"));
        }
        return fixed;
    }
}
