package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** CSINodes: the drivers of a node; one that is there keeps what it said of itself. */
public final class CsiNodeStrategy implements Strategy {
    private static final int ID_BYTES = 256;

    @Override
    public Kind<?> kind() {
        return Kinds.CSI_NODE;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (!Fields.has(spec, "drivers")) spec.putNull("drivers");
        for (ObjectNode driver : Fields.objects(spec, "drivers")) {
            if (!Fields.has(driver, "topologyKeys")) driver.putNull("topologyKeys");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place drivers = Place.of(object, errors).at("spec").at("drivers");
        for (Place driver : drivers.each()) {
            driver.at("name").requireForm("", Formats::driver);
            Place id = driver.at("nodeID");
            if (id.isGiven("") && id.text().length() > ID_BYTES) {
                id.invalid("must be " + ID_BYTES + " characters or less");
            }
            Place count = driver.at("allocatable").at("count");
            if (count.isSet() && count.number() < 0) count.invalid("must be greater than or equal to 0");
            driver.at("topologyKeys").unique(key -> key);
            driver.each("topologyKeys").forEach(key -> key.requireForm("", Names::qualified));
        }
        drivers.unique(driver -> driver.at("name"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors).at("spec").at("drivers");
        for (Place before : Place.of(old, errors).at("spec").each("drivers")) {
            for (Place driver : now.each()) {
                if (driver.at("name").isSame(before.at("name")) && !driver.isSame(before)) {
                    now.invalid(Place.IMMUTABLE);
                }
            }
        }
    }
}
