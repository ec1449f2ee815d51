package io.coxswain.node.registration;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.EngineFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the status of a Node. */
final class NodeStatuses {
    private static final String VERSION = "v1.36.0+coxswain";
    private static final int MOST_PODS = 110;
    private static final int KUBELET_PORT = 10250;

    private final String nodeName;
    private final String address;
    private final Machine machine;
    private final EngineFacts engine;
    private final Path stateDirectory;

    NodeStatuses(String nodeName, String address, Machine machine, EngineFacts engine, Path stateDirectory) {
        this.nodeName = nodeName;
        this.address = address;
        this.machine = machine;
        this.engine = engine;
        this.stateDirectory = stateDirectory;
    }

    /** The status now; {@code notReady} says why no Pods can run and is empty when they can. */
    ObjectNode of(JsonNode before, Optional<String> notReady, Set<String> pressures, Instant now) throws IOException {
        ObjectNode status = Json.object();
        ObjectNode capacity = status.putObject("capacity")
                .put("cpu", String.valueOf(machine.cpuMillis() / 1000))
                .put("memory", (machine.memoryBytes() >> 10) + "Ki")
                .put("ephemeral-storage", (Machine.diskBytes(stateDirectory) >> 10) + "Ki")
                .put("pods", String.valueOf(MOST_PODS));
        status.set("allocatable", capacity.deepCopy());
        ArrayNode conditions = status.putArray("conditions");
        conditions.add(pressure("MemoryPressure", pressures, "Memory", "memory available", before, now));
        conditions.add(pressure("DiskPressure", pressures, "Disk", "disk pressure", before, now));
        conditions.add(pressure("PIDPressure", pressures, "PID", "PID available", before, now));
        conditions.add(condition(
                "Ready",
                notReady.isEmpty(),
                notReady.isEmpty() ? "KubeletReady" : "KubeletNotReady",
                notReady.orElse("kubelet is posting ready status"),
                before,
                now));
        ArrayNode addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", address);
        addresses.addObject().put("type", "Hostname").put("address", nodeName);
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", KUBELET_PORT);
        status.putObject("nodeInfo")
                .put("machineID", machine.machineId())
                .put("systemUUID", machine.machineId())
                .put("bootID", machine.bootId())
                .put("kernelVersion", engine.kernelVersion())
                .put("osImage", engine.operatingSystem())
                .put("containerRuntimeVersion", engine.name() + "://" + engine.version())
                .put("kubeletVersion", VERSION)
                .put("kubeProxyVersion", VERSION)
                .put("operatingSystem", "linux")
                .put("architecture", machine.architecture());
        return status;
    }

    private static ObjectNode pressure(
            String type, Set<String> pressures, String word, String what, JsonNode before, Instant now) {
        boolean there = pressures.contains(type);
        if (type.equals("DiskPressure")) {
            return condition(
                    type,
                    there,
                    there ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
                    there ? "kubelet has disk pressure" : "kubelet has no disk pressure",
                    before,
                    now);
        }
        return condition(
                type,
                there,
                "KubeletHas" + (there ? "Insufficient" : "Sufficient") + word,
                "kubelet has " + (there ? "insufficient " : "sufficient ") + what,
                before,
                now);
    }

    private static ObjectNode condition(
            String type, boolean holds, String reason, String message, JsonNode before, Instant now) {
        String status = holds ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String since = time;
        for (JsonNode known : before.path("conditions")) {
            boolean same = known.path("type").asString("").equals(type)
                    && known.path("status").asString("").equals(status);
            if (same) since = known.path("lastTransitionTime").asString(time);
        }
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastHeartbeatTime", time)
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message);
    }
}
