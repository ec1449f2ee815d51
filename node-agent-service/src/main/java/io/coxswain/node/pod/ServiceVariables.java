package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The variables that tell a container the addresses of Services. */
final class ServiceVariables {
    private ServiceVariables() {}

    static Map<String, String> of(Collection<Service> services) {
        var variables = new TreeMap<String, String>();
        services.forEach(service -> add(service, variables));
        return variables;
    }

    private static void add(Service service, Map<String, String> variables) {
        String address = service.getSpec().getClusterIP();
        if (address == null || address.isEmpty() || address.equals("None")) return;
        String prefix = upper(service.getMetadata().getName());
        boolean first = true;
        for (ServicePort port : service.getSpec().getPorts()) {
            String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
            String url = protocol.toLowerCase(Locale.ROOT) + "://" + address + ":" + port.getPort();
            if (first) {
                variables.put(prefix + "_SERVICE_HOST", address);
                variables.put(prefix + "_SERVICE_PORT", String.valueOf(port.getPort()));
                variables.put(prefix + "_PORT", url);
                first = false;
            }
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(prefix + "_SERVICE_PORT_" + upper(port.getName()), String.valueOf(port.getPort()));
            }
            String one = prefix + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.put(one, url);
            variables.put(one + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            variables.put(one + "_PORT", String.valueOf(port.getPort()));
            variables.put(one + "_ADDR", address);
        }
    }

    private static String upper(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
