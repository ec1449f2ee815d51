package io.coxswain.controlplane.strategy;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of how traffic reaches a Service: affinity, policies, and what only a load balancer has. */
final class ServiceTrafficRules {
    private static final int LONGEST_AFFINITY = 86_400;
    private static final List<String> POLICIES = List.of("Cluster", "Local");
    private static final String ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

    private ServiceTrafficRules() {}

    static void validate(Place spec) {
        String type = spec.at("type").text();
        affinity(spec);
        for (Place address : spec.each("externalIPs")) {
            address.form(Formats::address);
            if (Formats.address(address.text()).isEmpty()) address.form(Formats::notSpecial);
        }
        if (!type.equals("ExternalName")) spec.at("internalTrafficPolicy").oneOf(POLICIES);
        external(spec);
        spec.at("trafficDistribution").oneOfIfSet(List.of("PreferClose", "PreferSameNode", "PreferSameZone"));
        if (type.equals("LoadBalancer")) {
            spec.each("loadBalancerSourceRanges").forEach(range -> range.form(text -> Formats.range(text.strip())));
            spec.at("loadBalancerClass").formIfSet(Names::qualified);
            return;
        }
        for (String field : List.of("loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts")) {
            Place place = spec.at(field);
            if (place.isSet() && !(place.value().isArray() && place.isEmpty())) place.forbidden(ONLY_LOAD_BALANCER);
        }
    }

    static void validateStatus(Place service) {
        Place points = service.at("status").at("loadBalancer").at("ingress");
        if (!points.isEmpty() && !service.at("spec").at("type").text().equals("LoadBalancer")) {
            points.forbidden("may only be used when `spec.type` is \"LoadBalancer\"");
        }
        for (Place point : points.each()) {
            if (!point.at("ip").isEmpty()) point.at("ip").form(Formats::address);
            Place mode = point.at("ipMode");
            if (mode.isSet() && point.at("ip").isEmpty()) mode.forbidden("may not be specified when `ip` is not set");
            mode.oneOfIfSet(List.of("Proxy", "VIP"));
            if (!point.at("hostname").isEmpty()) point.at("hostname").form(Names::subdomain);
        }
    }

    /** A load balancer that says nothing of the mode of an address means a virtual one. */
    static void setStatusDefaults(ObjectNode service) {
        for (ObjectNode point : Fields.objects(service.path("status").path("loadBalancer"), "ingress")) {
            if (!Fields.text(point, "ip").isEmpty()) Fields.setDefault(point, "ipMode", "VIP");
        }
    }

    private static void affinity(Place spec) {
        Place affinity = spec.at("sessionAffinity");
        if (affinity.isGiven("")) affinity.oneOf(List.of("ClientIP", "None"));
        Place seconds = spec.at("sessionAffinityConfig").at("clientIP").at("timeoutSeconds");
        if (seconds.isSet() && (seconds.number() <= 0 || seconds.number() > LONGEST_AFFINITY)) {
            seconds.invalid("must be greater than 0 and less than " + LONGEST_AFFINITY);
        }
    }

    private static void external(Place spec) {
        Place policy = spec.at("externalTrafficPolicy");
        if (!ServiceDefaults.isExternallyAccessible((ObjectNode) spec.value())) {
            if (!policy.isEmpty()) policy.invalid("may only be set for externally-accessible services");
        } else if (policy.isGiven("")) {
            policy.oneOf(POLICIES);
        }
        Place health = spec.at("healthCheckNodePort");
        boolean checked =
                spec.at("type").text().equals("LoadBalancer") && policy.text().equals("Local");
        if (health.number() != 0 && !checked) {
            health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
    }
}
