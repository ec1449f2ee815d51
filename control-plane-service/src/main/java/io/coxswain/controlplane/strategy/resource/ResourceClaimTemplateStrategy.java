package io.coxswain.controlplane.strategy.resource;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ResourceClaimTemplates: what the claims of Pods are made from; they never change. */
public final class ResourceClaimTemplateStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.RESOURCE_CLAIM_TEMPLATE;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        DeviceClaimRules.setDefaults(Fields.ensure(Fields.ensure(object, "spec"), "spec"));
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        LabelSelectors.labels(spec.at("metadata").at("labels"));
        DeviceClaimRules.validate(spec.at("spec").at("devices"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors).at("spec").unchanged(Place.of(old, errors).at("spec"));
    }
}
