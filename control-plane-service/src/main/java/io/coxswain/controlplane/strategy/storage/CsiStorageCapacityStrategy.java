package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** CSIStorageCapacities: how much a driver has left for a class in a part of the cluster. */
public final class CsiStorageCapacityStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.CSI_STORAGE_CAPACITY;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place capacity = Place.of(object, errors);
        LabelSelectors.validate(capacity.at("nodeTopology"));
        capacity.at("storageClassName").form(Names::subdomain);
        for (String field : List.of("capacity", "maximumVolumeSize")) {
            Place size = capacity.at(field);
            if (size.text().startsWith("-")) size.invalid("must be greater than or equal to 0");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors);
        Place before = Place.of(old, errors);
        now.at("nodeTopology").unchanged(before.at("nodeTopology"));
        now.at("storageClassName").unchanged(before.at("storageClassName"));
    }
}
