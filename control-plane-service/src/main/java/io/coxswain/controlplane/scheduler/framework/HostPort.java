package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A port of the node that a Pod takes; an address of {@code 0.0.0.0} takes it on all. */
public record HostPort(String address, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    static Set<HostPort> of(Pod pod) {
        var ports = new HashSet<HostPort>();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : Objects.requireNonNullElse(container.getPorts(), List.<ContainerPort>of())) {
                if (port.getHostPort() == null || port.getHostPort() == 0) continue;
                String address = Objects.requireNonNullElse(port.getHostIP(), "");
                ports.add(new HostPort(
                        address.isEmpty() ? ANY : address,
                        Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                        port.getHostPort()));
            }
        }
        return ports;
    }

    public boolean clashesWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (address.equals(other.address) || address.equals(ANY) || other.address.equals(ANY));
    }
}
