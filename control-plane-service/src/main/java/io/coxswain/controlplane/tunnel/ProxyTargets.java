package io.coxswain.controlplane.tunnel;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what {@code name}, {@code name:port} or {@code scheme:name:port} of a Pod, a Service or a node means. */
public final class ProxyTargets {
    private static final String KUBELET_PORT = "10250";

    private final BiFunction<Kind<?>, ObjectKey, ObjectNode> objects;
    private final Function<ObjectKey, List<ObjectNode>> slices;
    private final RandomGenerator random;

    /**
     * @param objects finds an object, or throws {@code NotFound}
     * @param slices the EndpointSlices of a Service
     */
    public ProxyTargets(
            BiFunction<Kind<?>, ObjectKey, ObjectNode> objects,
            Function<ObjectKey, List<ObjectNode>> slices,
            RandomGenerator random) {
        this.objects = objects;
        this.slices = slices;
        this.random = random;
    }

    /** {@code port} is empty where the client leaves it to the object. */
    private record Name(String name, String port) {
        static Name parse(Kind<?> kind, String text) {
            String[] parts = text.split(":", -1);
            boolean wrong = parts.length > 3 || parts[parts.length == 3 ? 1 : 0].isEmpty();
            if (wrong)
                throw ApiException.badRequest(
                        "invalid " + kind.name().toLowerCase(java.util.Locale.ROOT) + " request \"" + text + "\"");
            if (parts.length == 3 && parts[0].equals("https") && !kind.equals(Kinds.NODE)) {
                throw ApiException.badRequest("the proxy of this server speaks plain HTTP with Pods, not https");
            }
            return parts.length == 3
                    ? new Name(parts[1], parts[2])
                    : new Name(parts[0], parts.length == 2 ? parts[1] : "");
        }
    }

    ProxyTarget find(Kind<?> kind, ObjectKey key) {
        Name name = Name.parse(kind, key.name());
        ObjectNode object = objects.apply(kind, new ObjectKey(key.namespace(), name.name()));
        if (kind.equals(Kinds.NODE)) return node(name);
        return kind.equals(Kinds.POD) ? pod(name, object) : service(name, object, key);
    }

    private static ProxyTarget node(Name name) {
        if (!name.port().isEmpty() && !name.port().equals(KUBELET_PORT)) {
            throw ApiException.badRequest("a node is reached at its kubelet's port " + KUBELET_PORT + " only");
        }
        return new ProxyTarget(name.name(), ProxyTarget.KUBELET);
    }

    private static ProxyTarget pod(Name name, ObjectNode pod) {
        String node = pod.path("spec").path("nodeName").asString("");
        String ip = pod.path("status").path("podIP").asString("");
        if (node.isEmpty() || ip.isEmpty()) {
            throw ApiException.badRequest("address not allowed: pod " + name.name() + " has no address yet");
        }
        int port = 80;
        boolean found = !name.port().isEmpty();
        if (found) port = number(name.port());
        for (JsonNode container : pod.path("spec").path("containers")) {
            if (found || container.path("ports").isEmpty()) continue;
            port = container.path("ports").path(0).path("containerPort").asInt();
            found = true;
        }
        return ProxyTarget.pod(node, ip, port);
    }

    private ProxyTarget service(Name name, ObjectNode service, ObjectKey key) {
        String portName = portName(name, service);
        List<ProxyTarget> ready = new ArrayList<>();
        for (ObjectNode slice : slices.apply(new ObjectKey(key.namespace(), name.name()))) {
            for (JsonNode port : slice.path("ports")) {
                if (!port.path("name").asString("").equals(portName)) continue;
                for (JsonNode endpoint : slice.path("endpoints")) {
                    String node = endpoint.path("nodeName").asString("");
                    boolean usable = endpoint.path("conditions").path("ready").asBoolean(true) && !node.isEmpty();
                    String ip = endpoint.path("addresses").path(0).asString("");
                    if (usable)
                        ready.add(ProxyTarget.pod(node, ip, port.path("port").asInt()));
                }
            }
        }
        if (ready.isEmpty()) {
            throw ApiException.unavailable("no endpoints available for service \"" + key.name() + "\"");
        }
        return ready.get(random.nextInt(ready.size()));
    }

    private static String portName(Name name, ObjectNode service) {
        JsonNode ports = service.path("spec").path("ports");
        if (name.port().isEmpty()) return ports.path(0).path("name").asString("");
        for (JsonNode port : ports) {
            boolean same = Objects.equals(port.path("name").asString(""), name.port())
                    || String.valueOf(port.path("port").asInt()).equals(name.port());
            if (same) return port.path("name").asString("");
        }
        throw ApiException.unavailable(
                "no service port \"" + name.port() + "\" found for service \"" + name.name() + "\"");
    }

    private static int number(String port) {
        if (port.matches("\\d{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535) {
            return Integer.parseInt(port);
        }
        throw ApiException.badRequest("\"" + port + "\" is not the number of a port");
    }
}
