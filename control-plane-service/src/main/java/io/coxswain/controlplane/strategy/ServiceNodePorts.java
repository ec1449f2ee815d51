package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.strategy.NodePorts.Claim;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Gives a Service its ports on the nodes, and what is to be claimed and released for them. */
final class ServiceNodePorts {
    private static final String HEALTH_CHECK = "healthCheckNodePort";

    private final NodePorts ports;

    ServiceNodePorts(NodePorts ports) {
        this.ports = ports;
    }

    /** Whether the ports of a Service are to be open on the nodes. */
    static boolean needed(ObjectNode service) {
        ObjectNode spec = Fields.ensure(service, "spec");
        return switch (Fields.text(spec, "type")) {
            case "NodePort" -> true;
            case "LoadBalancer" -> spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
            default -> false;
        };
    }

    static boolean needsHealthCheck(ObjectNode service) {
        ObjectNode spec = Fields.ensure(service, "spec");
        return Fields.text(spec, "type").equals("LoadBalancer")
                && Fields.text(spec, "externalTrafficPolicy").equals("Local");
    }

    /** May complete the Service. */
    List<Write> companions(@Nullable ObjectNode service, @Nullable ObjectNode old, Snapshot snapshot) {
        Set<Claim> before = old == null ? Set.of() : held(old);
        Set<Claim> now = service == null ? Set.of() : wanted(service, before, snapshot);
        List<Write> writes = new ArrayList<>();
        for (Claim claim : now) {
            if (!before.contains(claim) && service != null) writes.add(ports.claim(claim, service));
        }
        for (Claim claim : before) {
            if (!now.contains(claim)) ports.release(claim, snapshot).ifPresent(writes::add);
        }
        return writes;
    }

    private Set<Claim> wanted(ObjectNode service, Set<Claim> before, Snapshot snapshot) {
        Set<Claim> wanted = new LinkedHashSet<>();
        int at = 0;
        for (ObjectNode port : Fields.objects(service.path("spec"), "ports")) {
            int number = port.path("nodePort").asInt(0);
            if (number != 0) {
                Claim claim = new Claim(number, Fields.text(port, "protocol"));
                check(service, "spec.ports[" + at + "].nodePort", claim, before, snapshot);
                wanted.add(claim);
            }
            at++;
        }
        if (needed(service)) allocate(service, wanted, snapshot);
        ObjectNode spec = Fields.ensure(service, "spec");
        int health = spec.path(HEALTH_CHECK).asInt(0);
        if (needsHealthCheck(service) && health == 0) {
            health = free(service, List.of("TCP"), wanted, snapshot);
            spec.put(HEALTH_CHECK, health);
        }
        if (health != 0) {
            Claim claim = new Claim(health, "TCP");
            check(service, "spec." + HEALTH_CHECK, claim, before, snapshot);
            wanted.add(claim);
        }
        return wanted;
    }

    /** One number for the same port of two protocols, such as that of a name server. */
    private void allocate(ObjectNode service, Set<Claim> wanted, Snapshot snapshot) {
        List<ObjectNode> all = Fields.objects(service.path("spec"), "ports");
        for (ObjectNode port : all) {
            if (port.path("nodePort").asInt(0) != 0) continue;
            String protocol = Fields.text(port, "protocol");
            int number = all.stream()
                    .filter(other ->
                            other.path("port").asInt(0) == port.path("port").asInt(0))
                    .filter(other -> !Fields.text(other, "protocol").equals(protocol))
                    .mapToInt(other -> other.path("nodePort").asInt(0))
                    .filter(candidate -> candidate != 0)
                    .filter(candidate -> !wanted.contains(new Claim(candidate, protocol)))
                    .filter(candidate -> !ports.isTaken(new Claim(candidate, protocol), snapshot))
                    .findFirst()
                    .orElseGet(() -> free(
                            service,
                            all.stream()
                                    .filter(other -> other.path("port").asInt(0)
                                            == port.path("port").asInt(0))
                                    .map(other -> Fields.text(other, "protocol"))
                                    .toList(),
                            wanted,
                            snapshot));
            port.put("nodePort", number);
            wanted.add(new Claim(number, protocol));
        }
    }

    private int free(ObjectNode service, List<String> protocols, Set<Claim> wanted, Snapshot snapshot) {
        return ports.free(protocols, wanted, snapshot)
                .orElseThrow(() -> ApiException.internal("failed to allocate a nodePort for "
                        + Metadata.namespace(service) + "/" + Metadata.name(service) + ": range is full"));
    }

    private void check(ObjectNode service, String path, Claim claim, Set<Claim> before, Snapshot snapshot) {
        if (before.contains(claim)) return;
        String fault = NodePorts.isInRange(claim.port())
                ? ports.isTaken(claim, snapshot) ? "provided port is already allocated" : ""
                : "provided port is not in the valid range. The range of valid ports is " + NodePorts.FIRST + "-"
                        + NodePorts.LAST;
        if (fault.isEmpty()) return;
        throw ApiException.invalid(
                Kinds.SERVICE, Metadata.name(service), List.of(FieldError.invalid(path, claim.port(), fault)));
    }

    private static Set<Claim> held(ObjectNode service) {
        Set<Claim> held = new LinkedHashSet<>();
        for (ObjectNode port : Fields.objects(service.path("spec"), "ports")) {
            int number = port.path("nodePort").asInt(0);
            if (number != 0) held.add(new Claim(number, Fields.text(port, "protocol")));
        }
        int health = service.path("spec").path(HEALTH_CHECK).asInt(0);
        if (health != 0) held.add(new Claim(health, "TCP"));
        return held;
    }
}
