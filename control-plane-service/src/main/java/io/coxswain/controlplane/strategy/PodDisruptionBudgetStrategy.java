package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** PodDisruptionBudgets: how many Pods must stay, or may go. */
public final class PodDisruptionBudgetStrategy implements Strategy {
    private static final List<String> POLICIES = List.of("AlwaysAllow", "IfHealthyBudget");

    @Override
    public Kind<?> kind() {
        return Kinds.POD_DISRUPTION_BUDGET;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status")
                .put("currentHealthy", 0)
                .put("desiredHealthy", 0)
                .put("disruptionsAllowed", 0)
                .put("expectedPods", 0);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (Fields.has(spec, "minAvailable") && Fields.has(spec, "maxUnavailable")) {
            errors.add(FieldError.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            if (!Fields.has(spec, field)) continue;
            Amounts.validate(spec, "spec", field, errors);
            Amounts.notMoreThanAll(spec, "spec", field, errors);
        }
        if (spec.path("selector") instanceof ObjectNode selector) {
            SelectorRules.validate(selector, "spec.selector", errors);
        }
        String policy = Fields.text(spec, "unhealthyPodEvictionPolicy");
        if (Fields.has(spec, "unhealthyPodEvictionPolicy") && !POLICIES.contains(policy)) {
            errors.add(FieldError.notSupported("spec.unhealthyPodEvictionPolicy", policy, POLICIES));
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Amounts.notNegative(
                object.path("status"),
                "status",
                List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"),
                errors);
    }
}
