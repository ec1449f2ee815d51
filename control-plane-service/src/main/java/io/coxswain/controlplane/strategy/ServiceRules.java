package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Service's type, addresses and ports. */
final class ServiceRules {
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final String HEADLESS = "None";
    private static final int KUBELET_PORT = 10_250;

    private ServiceRules() {}

    static void validate(Place spec, AddressRange range) {
        String type = spec.at("type").text();
        boolean headless = spec.at("clusterIP").text().equals(HEADLESS);
        if (!TYPES.contains(type)) spec.at("type").unsupported(TYPES);
        if (type.equals("ExternalName")) externalName(spec);
        else addresses(spec, range);
        if (headless && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
            spec.errors()
                    .add(FieldError.invalid(
                            "spec.clusterIPs[0]", HEADLESS, "may not be set to 'None' for " + type + " services"));
        }
        ports(spec, type, !type.equals("ExternalName") && !headless);
        LabelSelectors.labels(spec.at("selector"));
        ServiceTrafficRules.validate(spec);
    }

    private static void externalName(Place spec) {
        Place name = spec.at("externalName");
        if (name.isGiven("")) {
            name.form(text -> Names.subdomain(text.endsWith(".") ? text.substring(0, text.length() - 1) : text));
        }
        String address = spec.at("clusterIP").text();
        if (!address.isEmpty() && !address.equals(HEADLESS)) {
            spec.at("clusterIPs").forbidden("may not be set for ExternalName services");
        }
        for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
            if (!spec.at(field).isEmpty()) spec.at(field).forbidden("may not be set for ExternalName services");
        }
    }

    private static void addresses(Place spec, AddressRange range) {
        Place addresses = spec.at("clusterIPs");
        String address = spec.at("clusterIP").text();
        if (!addresses.isEmpty() && !addresses.texts().getFirst().equals(address)) {
            addresses.invalid("first value must match `clusterIP`");
        }
        if (addresses.value().size() > 2) addresses.invalid("may only hold up to 2 values");
        if (!address.isEmpty() && !address.equals(HEADLESS)) clusterAddress(address, range, spec.errors());
        Place policy = spec.at("ipFamilyPolicy");
        policy.oneOf(List.of("SingleStack", "PreferDualStack", "RequireDualStack"));
        if (policy.text().equals("RequireDualStack")) {
            policy.invalid("this cluster is not configured for dual-stack services");
        }
        spec.at("ipFamilies").unique(family -> family);
        for (Place family : spec.each("ipFamilies")) {
            if (!List.of("IPv4", "IPv6").contains(family.text())) family.unsupported(List.of("IPv4", "IPv6"));
            else if (family.text().equals("IPv6")) family.invalid("not configured on this cluster");
        }
    }

    private static void clusterAddress(String address, AddressRange range, List<FieldError> errors) {
        if (!AddressRange.isAddress(address)) {
            errors.add(FieldError.invalid(
                    "spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
        } else if (!range.contains(address)) {
            errors.add(FieldError.invalid(
                    "spec.clusterIPs",
                    Json.MAPPER.createArrayNode().add(address),
                    "failed to allocate IP " + address + ": the provided IP (" + address
                            + ") is not in the valid range. The range of valid IPs is " + range));
        }
    }

    private static void ports(Place spec, String type, boolean required) {
        Place ports = spec.at("ports");
        if (required) ports.isGiven("");
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        for (Place port : ports.each()) {
            Place name = port.at("name");
            if (!name.isEmpty()) name.form(Names::label);
            else if (ports.value().size() > 1) name.required("");
            Place number = port.at("port");
            Names.portNumber(number.number()).forEach(number::invalid);
            Place protocol = port.at("protocol");
            if (protocol.isGiven("")) protocol.oneOf(PROTOCOLS);
            if (type.equals("LoadBalancer") && number.number() == KUBELET_PORT) {
                port.errors()
                        .add(FieldError.invalid(
                                port.path(),
                                KUBELET_PORT,
                                "may not expose port 10250 externally since it is used by kubelet"));
            }
            if (!numbers.add(number.number() + "/" + protocol.text())) {
                ObjectNode same = Json.object().put("port", number.number()).put("protocol", protocol.text());
                port.errors().add(FieldError.duplicate(port.path(), same));
            }
            Place target = port.at("targetPort");
            if (target.value().isNumber()) Names.portNumber(target.number()).forEach(target::invalid);
            else target.form(Names::portName);
            if (!port.at("appProtocol").isEmpty()) port.at("appProtocol").form(Names::qualified);
            nodePort(port, type, nodePorts);
        }
        ports.unique(port -> port.at("name"));
    }

    private static void nodePort(Place port, String type, Set<String> seen) {
        Place nodePort = port.at("nodePort");
        if (nodePort.number() == 0) return;
        if (type.equals("ClusterIP") || type.equals("ExternalName")) {
            nodePort.forbidden("may not be used when `type` is '" + type + "'");
        }
        if (!seen.add(nodePort.number() + "/" + port.at("protocol").text())) nodePort.duplicate();
    }
}
