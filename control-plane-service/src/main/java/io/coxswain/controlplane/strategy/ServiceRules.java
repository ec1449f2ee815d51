package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Service's spec. */
final class ServiceRules {
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final String REFUSAL = "is not supported by this cluster";
    private static final List<String> REFUSED =
            List.of("externalIPs", "loadBalancerIP", "loadBalancerSourceRanges", "loadBalancerClass");

    private ServiceRules() {}

    static void validate(ObjectNode spec, AddressRange range, List<FieldError> errors) {
        String type = Fields.text(spec, "type");
        String address = Fields.text(spec, "clusterIP");
        if (!TYPES.contains(type)) errors.add(FieldError.notSupported("spec.type", type, TYPES));
        else if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            errors.add(FieldError.forbidden("spec.type", "a Service of type " + type + " " + REFUSAL));
        }
        if (type.equals("ExternalName")) {
            String name = Fields.text(spec, "externalName");
            if (name.isEmpty()) errors.add(FieldError.required("spec.externalName", ""));
            else MetadataRules.invalid(errors, "spec.externalName", name, Names.subdomain(name));
            if (!address.isEmpty() && !address.equals("None")) {
                errors.add(FieldError.forbidden("spec.clusterIPs", "may not be set for ExternalName services"));
            }
        } else if (!address.isEmpty() && !address.equals("None")) {
            clusterAddress(address, range, errors);
        }
        ports(spec, !type.equals("ExternalName") && !address.equals("None"), errors);
        ContainerRules.oneOf(spec, "spec", "sessionAffinity", List.of("ClientIP", "None"), errors);
        if (Fields.text(spec, "sessionAffinity").equals("ClientIP")) {
            errors.add(FieldError.forbidden("spec.sessionAffinity", "\"ClientIP\" " + REFUSAL));
        }
        for (String field : REFUSED) {
            JsonNode value = spec.path(field);
            if (Fields.has(spec, field)
                    && !value.asString(value.isEmpty() ? "" : "set").isEmpty()) {
                errors.add(FieldError.forbidden("spec." + field, REFUSAL));
            }
        }
        for (String family : Fields.texts(spec, "ipFamilies")) {
            if (!family.equals("IPv4")) {
                errors.add(FieldError.invalid("spec.ipFamilies[0]", family, "not configured on this cluster"));
            }
        }
        if (Fields.text(spec, "ipFamilyPolicy").equals("RequireDualStack")) {
            errors.add(FieldError.invalid(
                    "spec.ipFamilyPolicy",
                    "RequireDualStack",
                    "this cluster is not configured for dual-stack services"));
        }
        if (Fields.text(spec, "internalTrafficPolicy").equals("Local")) {
            errors.add(FieldError.forbidden("spec.internalTrafficPolicy", "\"Local\" " + REFUSAL));
        }
        if (spec.path("selector") instanceof ObjectNode selector) {
            selector.properties().forEach(entry -> {
                MetadataRules.invalid(errors, "spec.selector", entry.getKey(), Names.qualified(entry.getKey()));
                String value = entry.getValue().asString("");
                MetadataRules.invalid(errors, "spec.selector", value, Names.labelValue(value));
            });
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

    private static void ports(ObjectNode spec, boolean required, List<FieldError> errors) {
        List<ObjectNode> ports = Fields.objects(spec, "ports");
        if (ports.isEmpty() && required) errors.add(FieldError.required("spec.ports", ""));
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        int at = 0;
        for (ObjectNode port : ports) {
            String path = "spec.ports[" + at++ + "]";
            String name = Fields.text(port, "name");
            if (name.isEmpty() && ports.size() > 1) errors.add(FieldError.required(path + ".name", ""));
            if (!name.isEmpty()) {
                MetadataRules.invalid(errors, path + ".name", name, Names.label(name));
                if (!names.add(name)) errors.add(FieldError.duplicate(path + ".name", name));
            }
            long number = port.path("port").asLong(0);
            MetadataRules.invalid(errors, path + ".port", number, Names.portNumber(number));
            ContainerRules.oneOf(port, path, "protocol", PROTOCOLS, errors);
            String protocol = Fields.text(port, "protocol");
            if (protocol.equals("SCTP")) errors.add(FieldError.forbidden(path + ".protocol", "\"SCTP\" " + REFUSAL));
            if (!numbers.add(number + "/" + protocol)) {
                ObjectNode same = Json.object().put("port", number).put("protocol", protocol);
                errors.add(FieldError.duplicate(path, same));
            }
            JsonNode target = port.path("targetPort");
            if (target.isNumber()) {
                MetadataRules.invalid(errors, path + ".targetPort", target.asLong(), Names.portNumber(target.asLong()));
            } else {
                String targetName = target.asString("");
                MetadataRules.invalid(errors, path + ".targetPort", targetName, Names.portName(targetName));
            }
            if (port.path("nodePort").asInt(0) != 0) errors.add(FieldError.forbidden(path + ".nodePort", REFUSAL));
        }
    }
}
