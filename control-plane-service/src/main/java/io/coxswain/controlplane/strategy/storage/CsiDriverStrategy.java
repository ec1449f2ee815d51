package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** CSIDrivers: what a storage driver can do. */
public final class CsiDriverStrategy implements Strategy {
    private static final long SHORTEST_TOKEN = 600;
    private static final long LONGEST_TOKEN = 1L << 32;

    @Override
    public Kind<?> kind() {
        return Kinds.CSI_DRIVER;
    }

    @Override
    public List<String> nameFaults(String name) {
        return Formats.driver(name);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "attachRequired", true);
        for (String flag : List.of("podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount")) {
            Fields.setDefault(spec, flag, false);
        }
        Fields.setDefault(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (spec.path("volumeLifecycleModes").isEmpty())
            spec.putArray("volumeLifecycleModes").add("Persistent");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        spec.at("fsGroupPolicy").oneOf(List.of("File", "None", "ReadWriteOnceWithFSType"));
        spec.each("volumeLifecycleModes").forEach(mode -> mode.oneOf(List.of("Ephemeral", "Persistent")));
        Set<String> audiences = new HashSet<>();
        for (Place request : spec.each("tokenRequests")) {
            if (!audiences.add(request.at("audience").text()))
                request.at("audience").duplicate();
            Place seconds = request.at("expirationSeconds");
            if (!seconds.isSet()) continue;
            if (seconds.number() < SHORTEST_TOKEN) seconds.invalid("may not specify a duration less than 10 minutes");
            if (seconds.number() > LONGEST_TOKEN) {
                seconds.invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
        Place period = spec.at("nodeAllocatableUpdatePeriodSeconds");
        if (period.isSet() && period.number() < 10) period.invalid("must be greater than or equal to 10 seconds");
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors).at("spec");
        Place before = Place.of(old, errors).at("spec");
        now.at("attachRequired").unchanged(before.at("attachRequired"));
        now.at("volumeLifecycleModes").unchanged(before.at("volumeLifecycleModes"));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        ObjectNode spec = Fields.ensure(object, "spec");
        return List.of("tokenRequests", "requiresRepublish", "seLinuxMount").stream()
                .anyMatch(field -> !Fields.same(spec, old.path("spec"), field));
    }
}
