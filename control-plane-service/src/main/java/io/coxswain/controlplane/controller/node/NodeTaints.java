package io.coxswain.controlplane.controller.node;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The taints that follow from a node's conditions. All others are the users'. */
final class NodeTaints {
    private static final String PREFIX = "node.kubernetes.io/";
    private static final String EXECUTE = "NoExecute";
    private static final String NOT_READY = PREFIX + "not-ready";
    private static final String UNREACHABLE = PREFIX + "unreachable";
    private static final Set<String> OURS = Set.of(
            NOT_READY,
            UNREACHABLE,
            PREFIX + "memory-pressure",
            PREFIX + "disk-pressure",
            PREFIX + "pid-pressure",
            PREFIX + "network-unavailable",
            PREFIX + "unschedulable");

    private NodeTaints() {}

    static Optional<NodeCondition> condition(Node node, String type) {
        if (node.getStatus() == null || node.getStatus().getConditions() == null) return Optional.empty();
        return node.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    static String status(Node node, String type) {
        return condition(node, type).map(NodeCondition::getStatus).orElse("");
    }

    static List<ObjectNode> of(Node node) {
        if (node.getSpec() == null || node.getSpec().getTaints() == null) return List.of();
        return node.getSpec().getTaints().stream().map(Json::tree).toList();
    }

    /** Whether Pods are being evicted, since the node is not ready. */
    static boolean evicts(Node node) {
        return of(node).stream()
                .anyMatch(taint -> (NOT_READY.equals(key(taint)) || UNREACHABLE.equals(key(taint)))
                        && EXECUTE.equals(taint.path("effect").asString("")));
    }

    /**
     * {@code ready} is the status of the Ready condition, empty where the kubelet never told.
     *
     * @param evicts whether Pods are to be evicted where the node is not ready
     */
    static List<ObjectNode> wanted(Node node, String ready, boolean evicts, Instant now) {
        var wanted = new ArrayList<ObjectNode>();
        List<ObjectNode> before = of(node);
        before.stream().filter(taint -> !OURS.contains(key(taint))).forEach(wanted::add);
        switch (ready) {
            case "True" -> {}
            case "Unknown" -> {
                wanted.add(taint(UNREACHABLE, "NoSchedule", before, now));
                if (evicts) wanted.add(taint(UNREACHABLE, EXECUTE, before, now));
            }
            default -> {
                wanted.add(taint(NOT_READY, "NoSchedule", before, now));
                if (evicts) wanted.add(taint(NOT_READY, EXECUTE, before, now));
            }
        }
        if (status(node, "MemoryPressure").equals("True")) add(wanted, "memory-pressure", before, now);
        if (status(node, "DiskPressure").equals("True")) add(wanted, "disk-pressure", before, now);
        if (status(node, "PIDPressure").equals("True")) add(wanted, "pid-pressure", before, now);
        if (status(node, "NetworkUnavailable").equals("True")) add(wanted, "network-unavailable", before, now);
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            add(wanted, "unschedulable", before, now);
        }
        return wanted;
    }

    static boolean same(List<ObjectNode> one, List<ObjectNode> other) {
        return one.size() == other.size() && names(one).equals(names(other));
    }

    private static void add(List<ObjectNode> wanted, String name, List<ObjectNode> before, Instant now) {
        wanted.add(taint(PREFIX + name, "NoSchedule", before, now));
    }

    /** A taint that is there already stays as it is, with the time at which it came. */
    private static ObjectNode taint(String key, String effect, List<ObjectNode> before, Instant now) {
        for (ObjectNode known : before) {
            if (key.equals(key(known)) && effect.equals(known.path("effect").asString(""))) return known;
        }
        return Json.object()
                .put("key", key)
                .put("effect", effect)
                .put("timeAdded", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static Set<String> names(List<ObjectNode> taints) {
        return taints.stream()
                .map(taint -> key(taint) + ":" + taint.path("effect").asString("") + "="
                        + taint.path("value").asString(""))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String key(ObjectNode taint) {
        return Objects.requireNonNullElse(taint.path("key").asString(""), "");
    }
}
