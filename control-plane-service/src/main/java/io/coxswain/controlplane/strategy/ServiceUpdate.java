package io.coxswain.controlplane.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What a changed Service keeps of what was given to it, and what a change of its type takes away. */
final class ServiceUpdate {
    private ServiceUpdate() {}

    /** A client that leaves out what the server gave keeps it, as far as the type has use for it. */
    static void carryOver(ObjectNode service, ObjectNode old) {
        ObjectNode spec = Fields.ensure(service, "spec");
        ObjectNode before = Fields.ensure(old, "spec");
        if (hasClusterAddress(spec) && hasClusterAddress(before)) {
            if (Fields.text(spec, "clusterIP").isEmpty()) Fields.copyOrRemove(before, spec, "clusterIP");
            boolean same = Fields.text(spec, "clusterIP").equals(Fields.text(before, "clusterIP"));
            if (spec.path("clusterIPs").isEmpty() && same) Fields.copyOrRemove(before, spec, "clusterIPs");
        }
        if (ServiceNodePorts.needed(service) && ServiceNodePorts.needed(old)) carryPorts(spec, before);
        boolean checked = ServiceNodePorts.needsHealthCheck(service) && ServiceNodePorts.needsHealthCheck(old);
        if (checked && spec.path("healthCheckNodePort").asInt(0) == 0) {
            Fields.copyOrRemove(before, spec, "healthCheckNodePort");
        }
    }

    /** Drops what the new type has no use for, where the client only did not take it out. */
    static void dropUseless(ObjectNode service, ObjectNode old) {
        ObjectNode spec = Fields.ensure(service, "spec");
        ObjectNode before = Fields.ensure(old, "spec");
        if (hasClusterAddress(before) && !hasClusterAddress(spec)) {
            for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                dropIfSame(spec, before, field);
            }
            dropIfSame(spec, before, "internalTrafficPolicy");
        }
        if (ServiceNodePorts.needed(old) && !ServiceNodePorts.needed(service)) dropPorts(spec, before);
        if (ServiceNodePorts.needsHealthCheck(old) && !ServiceNodePorts.needsHealthCheck(service)) {
            dropIfSame(spec, before, "healthCheckNodePort");
        }
        if (isLoadBalancer(before) && !isLoadBalancer(spec)) {
            dropIfSame(spec, before, "allocateLoadBalancerNodePorts");
            dropIfSame(spec, before, "loadBalancerClass");
        }
        if (ServiceDefaults.isExternallyAccessible(before) && !ServiceDefaults.isExternallyAccessible(spec)) {
            dropIfSame(spec, before, "externalTrafficPolicy");
        }
    }

    private static void carryPorts(ObjectNode spec, ObjectNode before) {
        Set<Integer> used = new HashSet<>();
        Fields.objects(spec, "ports")
                .forEach(port -> used.add(port.path("nodePort").asInt(0)));
        for (ObjectNode port : Fields.objects(spec, "ports")) {
            if (port.path("nodePort").asInt(0) != 0) continue;
            for (ObjectNode was : Fields.objects(before, "ports")) {
                int number = was.path("nodePort").asInt(0);
                boolean isSame = protocol(was).equals(protocol(port))
                        && was.path("port").asInt(0) == port.path("port").asInt(0);
                if (isSame && number != 0 && used.add(number)) port.put("nodePort", number);
            }
        }
    }

    private static void dropPorts(ObjectNode spec, ObjectNode before) {
        List<Integer> now = numbers(spec);
        if (now.equals(numbers(before))) {
            Fields.objects(spec, "ports").forEach(port -> port.remove("nodePort"));
        }
    }

    private static List<Integer> numbers(ObjectNode spec) {
        return Fields.objects(spec, "ports").stream()
                .map(port -> port.path("nodePort").asInt(0))
                .sorted()
                .toList();
    }

    private static String protocol(ObjectNode port) {
        String protocol = Fields.text(port, "protocol");
        return protocol.isEmpty() ? "TCP" : protocol;
    }

    private static void dropIfSame(ObjectNode spec, ObjectNode before, String field) {
        if (Fields.same(spec, before, field)) spec.remove(field);
    }

    private static boolean hasClusterAddress(ObjectNode spec) {
        return !Fields.text(spec, "type").equals("ExternalName");
    }

    private static boolean isLoadBalancer(ObjectNode spec) {
        return Fields.text(spec, "type").equals("LoadBalancer");
    }
}
