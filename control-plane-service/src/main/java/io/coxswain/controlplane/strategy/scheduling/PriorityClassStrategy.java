package io.coxswain.controlplane.strategy.scheduling;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** PriorityClasses: a value for ever; those of the system are there and stay. */
public final class PriorityClassStrategy implements Strategy {
    private static final String SYSTEM_PREFIX = "system-";
    private static final long HIGHEST = 1_000_000_000;
    private static final Map<String, Long> SYSTEM_VALUES =
            Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

    /** The classes that every cluster has. */
    public static List<ObjectNode> system() {
        return List.of(
                system(
                        "system-node-critical",
                        "Used for system critical pods that must not be moved from their current node."),
                system(
                        "system-cluster-critical",
                        "Used for system critical pods that must run in the cluster, but can be moved to another node"
                                + " if necessary."));
    }

    @Override
    public Kind<?> kind() {
        return Kinds.PRIORITY_CLASS;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return false;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(object, "value", 0);
        Fields.setDefault(object, "preemptionPolicy", "PreemptLowerPriority");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place priority = Place.of(object, errors);
        String name = Metadata.name(object);
        long value = priority.at("value").number();
        if (name.startsWith(SYSTEM_PREFIX)) {
            String fault = systemFault(name, value, object.path("globalDefault").asBoolean(false));
            if (!fault.isEmpty()) {
                priority.at("metadata")
                        .at("name")
                        .forbidden(
                                "priority class names with 'system-' prefix are reserved for system use only. error: "
                                        + fault);
            }
        } else if (value > HIGHEST) {
            priority.at("value").forbidden("maximum allowed value of a user defined priority is " + HIGHEST);
        }
        priority.at("preemptionPolicy").oneOf(List.of("PreemptLowerPriority", "Never"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors);
        Place before = Place.of(old, errors);
        if (!now.at("value").isSame(before.at("value"))) now.at("value").forbidden("may not be changed in an update.");
        now.at("preemptionPolicy").unchanged(before.at("preemptionPolicy"));
    }

    @Override
    public List<Write> companions(@Nullable ObjectNode object, @Nullable ObjectNode old, Snapshot snapshot) {
        if (object == null && old != null && SYSTEM_VALUES.containsKey(Metadata.name(old))) {
            throw ApiException.forbidden(
                    Kinds.PRIORITY_CLASS, Metadata.name(old), "this is a system priority class and cannot be deleted");
        }
        return List.of();
    }

    private static String systemFault(String name, long value, boolean globalDefault) {
        Long expected = SYSTEM_VALUES.get(name);
        if (expected == null) return name + " is not a known system priority class";
        if (expected != value) return "value of " + name + " PriorityClass must be " + expected;
        return globalDefault ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    private static ObjectNode system(String name, String description) {
        ObjectNode priority = Json.object();
        priority.putObject("metadata").put("name", name);
        return priority.put("value", SYSTEM_VALUES.getOrDefault(name, 0L)).put("description", description);
    }
}
