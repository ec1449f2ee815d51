package io.coxswain.controlplane.strategy.networking;

import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs: a range for each family, which stays once it is there. */
public final class ServiceCidrStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.SERVICE_CIDR;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place ranges = Place.of(object, errors).at("spec").at("cidrs");
        if (!ranges.isGiven("at least one CIDR required")) return;
        if (ranges.value().size() > 2) {
            ranges.invalid("may only hold up to 2 values");
            return;
        }
        ranges.each().forEach(range -> range.form(Formats::range));
        List<String> texts = ranges.texts();
        if (texts.size() == 2 && Formats.isIpv6Range(texts.getFirst()) == Formats.isIpv6Range(texts.getLast())) {
            ranges.invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors).at("spec").at("cidrs");
        Place before = Place.of(old, errors).at("spec").at("cidrs");
        int size = before.value().size();
        boolean grows = size == 1 && now.value().size() == 2;
        if (now.value().size() != size && !grows) {
            now.invalid(Place.IMMUTABLE);
            return;
        }
        for (int at = 0; at < size; at++) now.at(at).unchanged(before.at(at));
    }
}
