package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;

/** The run of a container that is asked, and the address of its Pod. */
public record ProbeTarget(String containerId, Container container, String podAddress) {
    /** Throws IllegalArgumentException for the name of a port that the container does not have. */
    public int port(IntOrString port) {
        if (port.getIntVal() != null) return port.getIntVal();
        return container.getPorts().stream()
                .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("couldn't find port: " + port.getStrVal()));
    }
}
