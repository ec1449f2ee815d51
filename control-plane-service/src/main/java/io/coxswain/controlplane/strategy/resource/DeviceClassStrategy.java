package io.coxswain.controlplane.strategy.resource;

import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** DeviceClasses: which devices belong to a class and how they are configured. */
public final class DeviceClassStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.DEVICE_CLASS;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        DeviceClaimRules.selectors(spec.at("selectors"));
        Place config = spec.at("config");
        if (config.isWithin(DeviceClaimRules.MOST)) config.each().forEach(DeviceClaimRules::configuration);
        Place name = spec.at("extendedResourceName");
        boolean extended = name.text().contains("/")
                && !name.text().contains("kubernetes.io/")
                && Names.qualified(name.text()).isEmpty();
        if (name.isSet() && !extended) name.invalid("must be a valid extended resource name");
    }
}
