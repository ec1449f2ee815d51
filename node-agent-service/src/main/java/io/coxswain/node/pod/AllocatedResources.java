package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.node.pod.DeclaredContainer.Role;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what a container was given, and what it has now. */
final class AllocatedResources {
    private AllocatedResources() {}

    static void tell(DeclaredContainer declared, Optional<ContainerSnapshot> newest, ObjectNode status) {
        if (declared.role() == Role.INIT || declared.role() == Role.EPHEMERAL) return;
        Container container = declared.spec();
        ObjectNode given =
                Json.tree(Objects.requireNonNullElseGet(container.getResources(), ResourceRequirements::new));
        JsonNode requests = given.path("requests");
        if (!requests.isEmpty()) status.set("allocatedResources", requests.deepCopy());
        newest.filter(ContainerSnapshot::isRunning).ifPresent(run -> actual(given, container, run.resources()));
        given.remove("claims");
        status.set("resources", given);
    }

    /** A value is told as it was given unless the engine has another one. */
    private static void actual(ObjectNode given, Container container, ContainerSpec.Resources has) {
        ContainerSpec.Resources wanted = ContainerResources.processorAndMemory(container);
        if (has.cpuQuotaMicros() != wanted.cpuQuotaMicros()) {
            long millis = has.cpuQuotaMicros() * 1000 / ContainerSpec.Resources.CPU_PERIOD_MICROS;
            put(given, "limits", "cpu", millis == 0 ? "" : millis + "m");
        }
        if (has.cpuShares() != wanted.cpuShares()) {
            // Rounded up, since the kernel's share was rounded down.
            put(given, "requests", "cpu", Math.ceilDiv(has.cpuShares() * 1000L, 1024) + "m");
        }
        if (!has.sameMemory(wanted)) {
            put(given, "limits", "memory", has.memoryBytes() == 0 ? "" : String.valueOf(has.memoryBytes()));
        }
    }

    private static void put(ObjectNode resources, String kind, String resource, String amount) {
        ObjectNode amounts = resources.path(kind) instanceof ObjectNode there ? there : resources.putObject(kind);
        if (amount.isEmpty()) amounts.remove(resource);
        else amounts.put(resource, amount);
    }
}
