package io.coxswain.controlplane.strategy;

import io.coxswain.model.AddressRange;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints: addresses that a Service may lead to. */
public final class EndpointsStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.ENDPOINTS;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        for (ObjectNode subset : Fields.objects(object, "subsets")) {
            Fields.objects(subset, "ports").forEach(port -> Fields.setDefault(port, "protocol", "TCP"));
        }
    }

    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        return List.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        int at = 0;
        for (ObjectNode subset : Fields.objects(object, "subsets")) subset(subset, "subsets[" + at++ + "]", errors);
    }

    private static void subset(ObjectNode subset, String path, List<FieldError> errors) {
        if (subset.path("addresses").isEmpty()
                && subset.path("notReadyAddresses").isEmpty()) {
            errors.add(FieldError.required(path, "must specify `addresses` or `notReadyAddresses`"));
        }
        for (String list : List.of("addresses", "notReadyAddresses")) {
            int at = 0;
            for (ObjectNode address : Fields.objects(subset, list)) {
                address(address, path + "." + list + "[" + at++ + "]", errors);
            }
        }
        List<ObjectNode> ports = Fields.objects(subset, "ports");
        int at = 0;
        for (ObjectNode port : ports) port(port, path + ".ports[" + at++ + "]", ports.size() > 1, errors);
    }

    private static void address(ObjectNode address, String path, List<FieldError> errors) {
        String ip = Fields.text(address, "ip");
        if (!AddressRange.isAddress(ip)) {
            errors.add(FieldError.invalid(
                    path + ".ip", ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            return;
        }
        String hostname = Fields.text(address, "hostname");
        if (!hostname.isEmpty()) MetadataRules.invalid(errors, path + ".hostname", hostname, Names.label(hostname));
        String range = specialRange(ip);
        if (!range.isEmpty()) errors.add(FieldError.invalid(path + ".ip", ip, range));
    }

    /** Why nothing may lead to such an address; empty where it may. */
    private static String specialRange(String ip) {
        InetAddress address = InetAddress.ofLiteral(ip);
        if (address.isAnyLocalAddress()) return "may not be unspecified (" + ip + ")";
        if (address.isLoopbackAddress()) return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
        if (address.isLinkLocalAddress()) return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
        return address.isMCLinkLocal() ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)" : "";
    }

    private static void port(ObjectNode port, String path, boolean named, List<FieldError> errors) {
        String name = Fields.text(port, "name");
        if (named && name.isEmpty()) errors.add(FieldError.required(path + ".name", ""));
        else if (!name.isEmpty()) MetadataRules.invalid(errors, path + ".name", name, Names.label(name));
        long number = port.path("port").asLong(0);
        MetadataRules.invalid(errors, path + ".port", number, Names.portNumber(number));
        ContainerRules.oneOf(port, path, "protocol", List.of("TCP", "UDP", "SCTP"), errors);
    }
}
