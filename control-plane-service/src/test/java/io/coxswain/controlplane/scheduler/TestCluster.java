package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterNodes;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.plugin.ImageLocality;
import io.coxswain.controlplane.scheduler.plugin.InterPodAffinity;
import io.coxswain.controlplane.scheduler.plugin.NamespaceLabels;
import io.coxswain.controlplane.scheduler.plugin.NodeAffinity;
import io.coxswain.controlplane.scheduler.plugin.NodeName;
import io.coxswain.controlplane.scheduler.plugin.NodePorts;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesBalancedAllocation;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesFit;
import io.coxswain.controlplane.scheduler.plugin.NodeUnschedulable;
import io.coxswain.controlplane.scheduler.plugin.PodTopologySpread;
import io.coxswain.controlplane.scheduler.plugin.PrioritySort;
import io.coxswain.controlplane.scheduler.plugin.SchedulingGates;
import io.coxswain.controlplane.scheduler.plugin.TaintToleration;
import io.coxswain.json.Json;
import io.coxswain.model.NodeMatcher;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A cluster without an API, to try plug-ins on. Objects are written as JSON with single quotes. */
final class TestCluster {
    final ClusterNodes nodes = new ClusterNodes();
    final FixedCache<Namespace> namespaces = new FixedCache<>();
    final List<Plugin> plugins = new ArrayList<>(List.of(
            new PrioritySort(),
            new SchedulingGates(),
            new NodeUnschedulable(),
            new NodeName(),
            new TaintToleration(),
            new NodeAffinity(NodeMatcher.EVERYTHING),
            new NodePorts(),
            new NodeResourcesFit(),
            new PodTopologySpread(true, _ -> Optional.empty()),
            new InterPodAffinity(new NamespaceLabels(namespaces)),
            new NodeResourcesBalancedAllocation(),
            new ImageLocality()));

    TestCluster() {
        namespace("default", Map.of());
    }

    void namespace(String name, Map<String, String> labels) {
        namespaces.put(new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build());
    }

    /** With 4 cpus, 8Gi and room for 10 Pods, where {@code more} does not say otherwise. */
    TestCluster node(String name, String more) {
        nodes.put(nodeObject(name, more));
        return this;
    }

    static Node nodeObject(String name, String more) {
        ObjectNode node = json(more);
        ObjectNode labels = ensure(ensure(node, "metadata").put("name", name), "labels");
        labels.put("kubernetes.io/hostname", name);
        ObjectNode allocatable = ensure(ensure(node, "status"), "allocatable");
        for (var each : Map.of("cpu", "4", "memory", "8Gi", "pods", "10").entrySet()) {
            if (!allocatable.has(each.getKey())) allocatable.put(each.getKey(), each.getValue());
        }
        return Json.view(node, Node.class);
    }

    /** Puts a Pod onto a node. */
    TestCluster running(String name, String node, String more) {
        nodes.place(pod(name, more), node);
        return this;
    }

    static PodInfo pod(String name, String more) {
        return PodInfo.of(podObject(name, more));
    }

    static Pod podObject(String name, String more) {
        ObjectNode pod = json(more);
        ObjectNode metadata = ensure(pod, "metadata").put("name", name).put("uid", name);
        if (!metadata.has("namespace")) metadata.put("namespace", "default");
        ObjectNode spec = ensure(pod, "spec");
        if (!spec.has("containers")) spec.putArray("containers").addObject().put("name", "main");
        return Json.view(pod, Pod.class);
    }

    private static ObjectNode json(String text) {
        return text.isEmpty() ? Json.object() : Json.parseObject(text.replace('\'', '"'));
    }

    private static ObjectNode ensure(ObjectNode parent, String field) {
        return parent.path(field) instanceof ObjectNode present ? present : parent.putObject(field);
    }

    Choice choose(PodInfo pod) {
        return choose(pod, new Decision.Builder());
    }

    Choice choose(PodInfo pod, Decision.Builder decision) {
        Profile profile = new Profile("default-scheduler", plugins, Map.of());
        return new SchedulingCycle(profile, 0).choose(pod, nodes, decision);
    }

    /** The name of the chosen node, or why there is none. */
    String placed(String name, String more) {
        return switch (choose(pod(name, more))) {
            case Choice.Node(var node, var _) -> node;
            case Choice.None(var message, var _, var _) -> message;
            case Choice.Broken(var message) -> "broken: " + message;
        };
    }

    /** The weighted score of a Pod on a node; -1 where the plug-in was left out. */
    long score(String more, String node, String plugin) {
        var decision = new Decision.Builder();
        Choice unused = choose(pod("scored", more), decision);
        return decision.end(Instant.EPOCH, 1, "", "", "").scores().stream()
                .filter(each -> each.node().equals(node))
                .map(each -> each.byPlugin().getOrDefault(plugin, -1L))
                .findFirst()
                .orElseThrow();
    }
}
