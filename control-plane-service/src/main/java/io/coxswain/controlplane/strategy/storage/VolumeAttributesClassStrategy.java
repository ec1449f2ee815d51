package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** VolumeAttributesClasses: a driver and parameters for it, both for ever. */
public final class VolumeAttributesClassStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.VOLUME_ATTRIBUTES_CLASS;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place volumeClass = Place.of(object, errors);
        StorageParameters.driver(volumeClass.at("driverName"));
        StorageParameters.validate(volumeClass.at("parameters"), false);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors);
        Place before = Place.of(old, errors);
        StorageParameters.unchanged(now, before, "driverName");
        StorageParameters.unchanged(now, before, "parameters");
    }
}
