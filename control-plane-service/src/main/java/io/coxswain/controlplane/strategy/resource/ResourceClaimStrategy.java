package io.coxswain.controlplane.strategy.resource;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** ResourceClaims: a wish for devices that never changes, and what was allocated for it. */
public final class ResourceClaimStrategy implements Strategy {
    private static final int MOST_CONSUMERS = 256;

    @Override
    public Kind<?> kind() {
        return Kinds.RESOURCE_CLAIM;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        DeviceClaimRules.setDefaults(Fields.ensure(object, "spec"));
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        DeviceClaimRules.validate(Place.of(object, errors).at("spec").at("devices"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors).at("spec").unchanged(Place.of(old, errors).at("spec"));
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place claim = Place.of(object, errors);
        Place status = claim.at("status");
        Place allocation = status.at("allocation");
        Place consumers = status.at("reservedFor");
        if (consumers.isWithin(MOST_CONSUMERS)) {
            for (Place consumer : consumers.each()) {
                for (String field : List.of("resource", "name", "uid"))
                    consumer.at(field).isGiven("");
            }
        }
        consumers.unique(consumer -> consumer.at("uid"));
        if (!consumers.isEmpty() && !allocation.isSet()) {
            consumers.forbidden("may not be specified when `allocated` is not set");
        }
        Place before = Place.of(old, errors).at("status").at("allocation");
        if (before.isSet() && allocation.isSet()) allocation.unchanged(before);
        else if (allocation.isSet()) {
            allocation(
                    allocation.at("devices"),
                    DeviceClaimRules.names(claim.at("spec").at("devices")));
        }
    }

    private static void allocation(Place devices, Set<String> names) {
        for (Place result : devices.each("results")) {
            Place request = result.at("request");
            if (!names.contains(request.text())) {
                request.invalid("must be the name of a request in the claim or the name of a request and a subrequest"
                        + " separated by '/'");
            }
            result.at("driver").requireForm("", Formats::driver);
            result.at("pool").isGiven("");
            result.at("device").form(io.coxswain.controlplane.strategy.Names::label);
        }
        for (Place config : devices.each("config")) {
            Place source = config.at("source");
            if (source.isGiven("")) source.oneOf(List.of("FromClaim", "FromClass"));
            DeviceClaimRules.references(config.at("requests"), names);
            DeviceClaimRules.configuration(config);
        }
    }
}
