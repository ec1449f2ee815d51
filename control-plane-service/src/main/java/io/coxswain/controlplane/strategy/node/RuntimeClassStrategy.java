package io.coxswain.controlplane.strategy.node;

import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** RuntimeClasses: a handler for ever. */
public final class RuntimeClassStrategy implements Strategy {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    @Override
    public Kind<?> kind() {
        return Kinds.RUNTIME_CLASS;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place runtime = Place.of(object, errors);
        runtime.at("handler").form(Names::label);
        Place scheduling = runtime.at("scheduling");
        LabelSelectors.labels(scheduling.at("nodeSelector"));
        for (Place toleration : scheduling.each("tolerations")) toleration(toleration);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors).at("handler").unchanged(Place.of(old, errors).at("handler"));
    }

    private static void toleration(Place toleration) {
        Place key = toleration.at("key");
        String operator = toleration.at("operator").text();
        if (!key.isEmpty()) key.form(Names::qualified);
        else if (!operator.equals("Exists")) {
            toleration
                    .at("operator")
                    .invalid(
                            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (operator.equals("Exists") && !toleration.at("value").isEmpty()) {
            toleration.at("operator").invalid("value must be empty when `operator` is 'Exists'");
        }
        if (!toleration.at("effect").isEmpty()) toleration.at("effect").oneOf(EFFECTS);
    }
}
