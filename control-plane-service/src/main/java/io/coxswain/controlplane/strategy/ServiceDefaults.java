package io.coxswain.controlplane.strategy;

import tools.jackson.databind.node.ObjectNode;

/** What a client may leave out of a Service. */
final class ServiceDefaults {
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static void apply(ObjectNode spec) {
        Fields.setDefault(spec, "type", "ClusterIP");
        affinity(spec);
        for (ObjectNode port : Fields.objects(spec, "ports")) {
            Fields.setDefault(port, "protocol", "TCP");
            String target = port.path("targetPort").asString("");
            if (target.isEmpty() || target.equals("0"))
                port.put("targetPort", port.path("port").asInt(0));
        }
        String type = Fields.text(spec, "type");
        if (isExternallyAccessible(spec)) Fields.setDefault(spec, "externalTrafficPolicy", "Cluster");
        if (type.equals("LoadBalancer")) Fields.setDefault(spec, "allocateLoadBalancerNodePorts", true);
        if (type.equals("ExternalName")) return;
        Fields.setDefault(spec, "internalTrafficPolicy", "Cluster");
        Fields.setDefault(spec, "ipFamilyPolicy", "SingleStack");
        if (spec.path("ipFamilies").isEmpty()) spec.putArray("ipFamilies").add("IPv4");
        String address = Fields.text(spec, "clusterIP");
        if (address.isEmpty() && !spec.path("clusterIPs").isEmpty()) {
            spec.put("clusterIP", spec.path("clusterIPs").path(0).asString(""));
        } else if (!address.isEmpty() && spec.path("clusterIPs").isEmpty()) {
            spec.putArray("clusterIPs").add(address);
        }
    }

    /** Whether traffic from outside of the cluster may reach the Service. */
    static boolean isExternallyAccessible(ObjectNode spec) {
        return switch (Fields.text(spec, "type")) {
            case "NodePort", "LoadBalancer" -> true;
            case "ClusterIP" -> !spec.path("externalIPs").isEmpty();
            default -> false;
        };
    }

    private static void affinity(ObjectNode spec) {
        Fields.setDefault(spec, "sessionAffinity", "None");
        if (Fields.text(spec, "sessionAffinity").equals("None")) spec.remove("sessionAffinityConfig");
        if (Fields.text(spec, "sessionAffinity").equals("ClientIP")) {
            ObjectNode client = Fields.ensure(Fields.ensure(spec, "sessionAffinityConfig"), "clientIP");
            Fields.setDefault(client, "timeoutSeconds", AFFINITY_SECONDS);
        }
    }
}
