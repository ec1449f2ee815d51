package io.coxswain.controlplane.controller.endpointslice;

import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the endpoint of a Pod, and the ports under which the Pod serves a Service. */
public final class PodEndpoints {
    private PodEndpoints() {}

    /** Whether a Pod is listed at all: it has an address and has not ended. */
    public static boolean belongs(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getPodIP() != null
                && !pod.getStatus().getPodIP().isEmpty()
                && !Pods.hasEnded(pod);
    }

    public static ObjectNode endpoint(Service service, Pod pod) {
        boolean publish = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        boolean serving = Pods.isReady(pod);
        boolean terminating = Pods.isTerminating(pod);
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(pod.getStatus().getPodIP());
        endpoint.putObject("conditions")
                .put("ready", publish || (serving && !terminating))
                .put("serving", serving)
                .put("terminating", terminating);
        if (!Pods.node(pod).isEmpty()) endpoint.put("nodeName", Pods.node(pod));
        String hostname = pod.getSpec().getHostname();
        boolean named = hostname != null
                && service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        if (named) endpoint.put("hostname", hostname);
        endpoint.putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", pod.getMetadata().getNamespace())
                .put("name", pod.getMetadata().getName())
                .put("uid", pod.getMetadata().getUid());
        return endpoint;
    }

    /** A port whose name the Pod does not know is left out: this Pod does not serve it. */
    public static ArrayNode ports(Service service, Pod pod) {
        ArrayNode ports = Json.MAPPER.createArrayNode();
        List<ServicePort> wanted = Objects.requireNonNullElse(service.getSpec().getPorts(), List.of());
        for (ServicePort port : wanted) {
            String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
            OptionalInt number = number(port, protocol, pod);
            if (number.isEmpty()) continue;
            ObjectNode entry = ports.addObject()
                    .put("name", Objects.requireNonNullElse(port.getName(), ""))
                    .put("port", number.getAsInt())
                    .put("protocol", protocol);
            if (port.getAppProtocol() != null) entry.put("appProtocol", port.getAppProtocol());
        }
        return ports;
    }

    private static OptionalInt number(ServicePort port, String protocol, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) return OptionalInt.of(port.getPort());
        if (target.getIntVal() != null) {
            return OptionalInt.of(target.getIntVal() == 0 ? port.getPort() : target.getIntVal());
        }
        String name = Objects.requireNonNullElse(target.getStrVal(), "");
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort named : Objects.requireNonNullElse(container.getPorts(), List.<ContainerPort>of())) {
                boolean matches = name.equals(named.getName())
                        && protocol.equals(Objects.requireNonNullElse(named.getProtocol(), "TCP"));
                if (matches) return OptionalInt.of(named.getContainerPort());
            }
        }
        return OptionalInt.empty();
    }
}
