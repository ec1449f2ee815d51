package io.coxswain.controlplane.strategy.networking;

import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** IPAddresses: an address is the name, and who has it never changes. */
public final class IpAddressStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.IP_ADDRESS;
    }

    @Override
    public List<String> nameFaults(String name) {
        return Formats.address(name);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place parent = Place.of(object, errors).at("spec").at("parentRef");
        if (!parent.isSet()) {
            parent.required("");
            return;
        }
        if (!parent.at("group").isEmpty()) parent.at("group").form(Names::subdomain);
        parent.at("resource").requireForm("", Formats::pathSegment);
        parent.at("name").requireForm("", Formats::pathSegment);
        if (!parent.at("namespace").isEmpty()) parent.at("namespace").form(Formats::pathSegment);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors)
                .at("spec")
                .at("parentRef")
                .unchanged(Place.of(old, errors).at("spec").at("parentRef"));
    }
}
