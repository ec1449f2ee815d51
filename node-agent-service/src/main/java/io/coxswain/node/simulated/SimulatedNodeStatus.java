package io.coxswain.node.simulated;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The status that a simulated node tells of itself. */
record SimulatedNodeStatus(Node node, Instant now) {
    private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(5);
    private static final String VERSION = "v1.36.0+coxswain";

    /** The condition's type, and what it says while all is well. */
    private record Well(String type, String status, String reason, String message) {}

    private static final Well[] CONDITIONS = {
        new Well("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        new Well("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        new Well("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        new Well("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    };

    /** A patch of the status; empty where it was told not long ago and is as it should be. */
    Optional<ObjectNode> due() {
        if (isTold()) return Optional.empty();
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        ArrayNode conditions = status.putArray("conditions");
        for (Well well : CONDITIONS) conditions.add(condition(well));
        ArrayNode addresses = status.putArray("addresses");
        PodAddresses.ofNode(node)
                .ifPresent(address ->
                        addresses.addObject().put("type", "InternalIP").put("address", address));
        addresses
                .addObject()
                .put("type", "Hostname")
                .put("address", node.getMetadata().getName());
        status.putObject("nodeInfo")
                .put("machineID", "")
                .put("systemUUID", "")
                .put("bootID", "")
                .put("kernelVersion", "")
                .put("osImage", "simulated")
                .put("containerRuntimeVersion", "simulated://1")
                .put("kubeletVersion", VERSION)
                .put("kubeProxyVersion", VERSION)
                .put("operatingSystem", "linux")
                .put("architecture", "amd64");
        if (!hasResources()) {
            ObjectNode capacity = status.putObject("capacity");
            capacity.put("cpu", "32")
                    .put("memory", "256Gi")
                    .put("ephemeral-storage", "1Ti")
                    .put("pods", "110");
            status.set("allocatable", capacity.deepCopy());
        }
        return Optional.of(patch);
    }

    private boolean isTold() {
        if (!hasResources()) return false;
        for (Well well : CONDITIONS) {
            Optional<NodeCondition> known = known(well.type);
            boolean told = known.isPresent()
                    && well.status.equals(known.get().getStatus())
                    && well.reason.equals(known.get().getReason())
                    && known.get().getLastHeartbeatTime() != null
                    && Instant.parse(known.get().getLastHeartbeatTime())
                            .plus(AT_LEAST_EVERY)
                            .isAfter(now);
            if (!told) return false;
        }
        return true;
    }

    private boolean hasResources() {
        return node.getStatus() != null
                && node.getStatus().getAllocatable() != null
                && !Map.of().equals(node.getStatus().getAllocatable());
    }

    private ObjectNode condition(Well well) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String since = known(well.type)
                .filter(known -> well.status.equals(known.getStatus()))
                .map(NodeCondition::getLastTransitionTime)
                .orElse(time);
        return Json.object()
                .put("type", well.type)
                .put("status", well.status)
                .put("lastHeartbeatTime", time)
                .put("lastTransitionTime", since)
                .put("reason", well.reason)
                .put("message", well.message);
    }

    private Optional<NodeCondition> known(String type) {
        if (node.getStatus() == null) return Optional.empty();
        return node.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }
}
