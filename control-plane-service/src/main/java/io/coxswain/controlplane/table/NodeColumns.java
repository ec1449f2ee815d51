package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class NodeColumns implements Columns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE = "kubernetes.io/role";
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Status", "The status of the node"),
            Column.text("Roles", "The roles of the node"),
            Column.AGE,
            Column.text("Version", "The version of the node's kubelet."),
            Column.wide("Internal-IP", "The address of the node within the cluster."),
            Column.wide("External-IP", "The address of the node for clients outside the cluster."),
            Column.wide("OS-Image", "The operating system that the node reports."),
            Column.wide("Kernel-Version", "The kernel that the node reports."),
            Column.wide("Container-Runtime", "The container runtime that the node reports, with its version."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode node, Instant now) {
        JsonNode info = node.path("status").path("nodeInfo");
        return List.of(
                Metadata.name(node),
                status(node),
                roles(node),
                Cells.age(node, now),
                Cells.text(info.path("kubeletVersion")),
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                Cells.textOr(info.path("osImage"), Cells.UNKNOWN),
                Cells.textOr(info.path("kernelVersion"), Cells.UNKNOWN),
                Cells.textOr(info.path("containerRuntimeVersion"), Cells.UNKNOWN));
    }

    private static String status(ObjectNode node) {
        List<String> words = new ArrayList<>();
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (!Cells.text(condition.path("type")).equals("Ready")) continue;
            words.add(Cells.text(condition.path("status")).equals("True") ? "Ready" : "NotReady");
        }
        if (words.isEmpty()) words.add("Unknown");
        if (node.path("spec").path("unschedulable").asBoolean(false)) words.add("SchedulingDisabled");
        return String.join(",", words);
    }

    private static String roles(ObjectNode node) {
        var roles = new TreeSet<String>();
        Metadata.labels(node).forEach((label, value) -> {
            if (label.startsWith(ROLE_PREFIX) && label.length() > ROLE_PREFIX.length()) {
                roles.add(label.substring(ROLE_PREFIX.length()));
            } else if (label.equals(ROLE) && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return roles.isEmpty() ? Cells.NONE : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (Cells.text(address.path("type")).equals(type)) return Cells.text(address.path("address"));
        }
        return Cells.NONE;
    }
}
