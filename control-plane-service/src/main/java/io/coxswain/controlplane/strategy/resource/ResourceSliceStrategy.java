package io.coxswain.controlplane.strategy.resource;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** ResourceSlices: devices that a driver offers on a node, on some or on all of them. */
public final class ResourceSliceStrategy implements Strategy {
    private static final int MOST_DEVICES = 128;
    private static final int MOST_COUNTER_SETS = 8;
    private static final int POOL_BYTES = 253;
    private static final String ONE_OF =
            "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

    @Override
    public Kind<?> kind() {
        return Kinds.RESOURCE_SLICE;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        spec.at("driver").requireForm("", Formats::driver);
        pool(spec.at("pool"));
        nodes(spec);
        if (spec.at("sharedCounters").isSet() && spec.at("devices").isSet()) {
            errors.add(FieldError.invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed"));
        }
        Place devices = spec.at("devices");
        devices.isWithin(MOST_DEVICES);
        devices.each().forEach(device -> device.at("name").form(Names::label));
        devices.unique(device -> device.at("name"));
        Place counters = spec.at("sharedCounters");
        counters.isWithin(MOST_COUNTER_SETS);
        for (Place set : counters.each()) {
            set.at("name").requireForm("", Names::label);
            set.at("counters").isGiven("");
        }
        counters.unique(set -> set.at("name"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors).at("spec");
        Place before = Place.of(old, errors).at("spec");
        now.at("pool").at("name").unchanged(before.at("pool").at("name"));
        now.at("driver").unchanged(before.at("driver"));
        now.at("nodeName").unchanged(before.at("nodeName"));
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.driver", "spec.nodeName");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "spec.driver", Fields.text(object.path("spec"), "driver"),
                "spec.nodeName", Fields.text(object.path("spec"), "nodeName"));
    }

    private static void pool(Place pool) {
        Place name = pool.at("name");
        if (name.isGiven("")) {
            if (name.text().length() > POOL_BYTES) name.tooLong(POOL_BYTES);
            for (String part : name.text().split("/", -1)) Names.subdomain(part).forEach(name::invalid);
        }
        Place count = pool.at("resourceSliceCount");
        if (count.number() <= 0) count.invalid("must be greater than zero");
        Place generation = pool.at("generation");
        if (generation.number() < 0) generation.invalid("must be greater than or equal to zero");
    }

    private static void nodes(Place spec) {
        List<String> given = new ArrayList<>();
        Place node = spec.at("nodeName");
        if (node.isSet() && node.isEmpty()) node.invalid("must be either unset or set to a non-empty string");
        else if (node.isSet()) {
            given.add("`nodeName`");
            node.form(Names::subdomain);
        }
        Place selector = spec.at("nodeSelector");
        if (selector.isSet()) {
            given.add("`nodeSelector`");
            LabelSelectors.nodes(selector);
            Place terms = selector.at("nodeSelectorTerms");
            if (terms.value().size() != 1) terms.invalid("must have exactly one node selector term");
        }
        for (String flag : List.of("allNodes", "perDeviceNodeSelection")) {
            Place place = spec.at(flag);
            if (place.value().asBoolean(false)) given.add("`" + flag + "`");
            else if (place.isSet()) place.invalid("must be either unset or set to true");
        }
        if (given.isEmpty()) spec.required(ONE_OF);
        if (given.size() > 1) {
            spec.errors()
                    .add(FieldError.invalid(
                            spec.path(),
                            "{" + String.join(", ", given) + "}",
                            ONE_OF + ", but multiple fields are set"));
        }
    }
}
