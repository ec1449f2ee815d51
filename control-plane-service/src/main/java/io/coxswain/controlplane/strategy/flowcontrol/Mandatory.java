package io.coxswain.controlplane.strategy.flowcontrol;

import io.coxswain.controlplane.strategy.Place;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The flow schemas and priority levels without which the server cannot be, and whose specs nobody may change. */
final class Mandatory {
    private static final Set<String> NAMES = Set.of("exempt", "catch-all");

    private Mandatory() {}

    static void check(String name, Place spec, List<ObjectNode> bootstrap) {
        if (!NAMES.contains(name)) return;
        for (ObjectNode fixed : bootstrap) {
            if (Metadata.name(fixed).equals(name) && !Json.same(fixed.path("spec"), spec.value())) {
                spec.invalid("spec of '" + name + "' must equal the fixed value");
            }
        }
    }
}
