package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class PodColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Ready", "The aggregate readiness state of this pod for accepting traffic."),
            Column.text("Status", "The aggregate status of the containers in this pod."),
            Column.text(
                    "Restarts",
                    "The number of times the containers in this pod have been restarted and when the last container in"
                            + " this pod has restarted."),
            Column.AGE,
            Column.wide("IP", "The address of the Pod, reachable at least within the cluster."),
            Column.wide("Node", "The node on which the Pod is scheduled."),
            Column.wide("Nominated Node", "The node that the Pod is to get when others have been evicted from it."),
            Column.wide("Readiness Gates", "The conditions that must hold before the Pod is ready."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode pod, Instant now) {
        PodSummary summary = PodSummary.of(pod);
        JsonNode status = pod.path("status");
        return List.of(
                Metadata.name(pod),
                summary.readyContainers() + "/" + summary.containers(),
                summary.reason(),
                restarts(summary, now),
                Cells.age(pod, now),
                address(status),
                Cells.textOr(pod.path("spec").path("nodeName"), Cells.NONE),
                Cells.textOr(status.path("nominatedNodeName"), Cells.NONE),
                readinessGates(pod));
    }

    private static String restarts(PodSummary summary, Instant now) {
        Instant last = summary.lastRestart();
        if (summary.restarts() == 0 || last == null) return Long.toString(summary.restarts());
        return summary.restarts() + " (" + HumanDuration.of(java.time.Duration.between(last, now)) + " ago)";
    }

    private static String address(JsonNode status) {
        String first = Cells.text(status.path("podIPs").path(0).path("ip"));
        return first.isEmpty() ? Cells.textOr(status.path("podIP"), Cells.NONE) : first;
    }

    private static String readinessGates(ObjectNode pod) {
        int gates = 0;
        int held = 0;
        for (JsonNode gate : pod.path("spec").path("readinessGates")) {
            gates++;
            String type = Cells.text(gate.path("conditionType"));
            for (JsonNode condition : pod.path("status").path("conditions")) {
                if (!Cells.text(condition.path("type")).equals(type)) continue;
                if (Cells.text(condition.path("status")).equals("True")) held++;
                break;
            }
        }
        return gates == 0 ? Cells.NONE : held + "/" + gates;
    }
}
