package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All nodes with what their Pods take, and the counts over them, each kept up by the change itself. For one thread at a
 * time.
 */
public final class ClusterNodes implements ClusterView {
    /** More kinds of Pods or labels than this are counted anew when they are asked for again. */
    private static final int MOST_COUNTS = 1024;

    private static final String ZONE = "topology.kubernetes.io/zone";

    private record Placed(PodInfo pod, String node) {}

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST_COUNTS;
        }
    }

    private final Map<String, NodeInfo> nodes = new HashMap<>();
    private final Map<String, Placed> placed = new HashMap<>();
    private final Map<PodMatcher, MatchCounts> counts = new Bounded<>();
    private final Map<String, Domains> domains = new Bounded<>();
    private final TermIndex terms = new TermIndex();
    private final Nominations nominations = new Nominations();
    private @Nullable List<NodeInfo> walk;

    @Override
    public List<NodeInfo> nodes() {
        List<NodeInfo> known = walk;
        if (known == null) {
            known = inTurns();
            walk = known;
        }
        return known;
    }

    /** One of each zone, then again one of each, so that any part of the list has nodes of all zones. */
    private List<NodeInfo> inTurns() {
        var zones = new TreeMap<String, ArrayDeque<NodeInfo>>();
        for (NodeInfo node : nodes.values()) {
            if (!node.exists()) continue;
            zones.computeIfAbsent(node.labels().getOrDefault(ZONE, ""), _ -> new ArrayDeque<>())
                    .add(node);
        }
        var turns = new ArrayList<NodeInfo>(nodes.size());
        while (!zones.isEmpty()) {
            zones.values().removeIf(zone -> {
                turns.add(zone.removeFirst());
                return zone.isEmpty();
            });
        }
        return List.copyOf(turns);
    }

    @Override
    public @Nullable NodeInfo node(String name) {
        NodeInfo info = nodes.get(name);
        return info != null && info.exists() ? info : null;
    }

    @Override
    public MatchCounts matching(PodMatcher matcher) {
        MatchCounts known = counts.get(matcher);
        if (known != null) return known;
        var fresh = new MatchCounts(this::labels);
        for (Placed each : placed.values()) {
            if (matcher.matches(each.pod)) fresh.add(each.node, labels(each.node), 1);
        }
        counts.put(matcher, fresh);
        return fresh;
    }

    @Override
    public TermIndex terms() {
        return terms;
    }

    @Override
    public Domains domains(String topologyKey) {
        Domains known = domains.get(topologyKey);
        if (known != null) return known;
        var fresh = new Domains(topologyKey);
        nodes.values().forEach(node -> fresh.relabelled(Map.of(), node.labels()));
        domains.put(topologyKey, fresh);
        return fresh;
    }

    @Override
    public List<PodInfo> nominated(String node) {
        return nominations.on(node);
    }

    public Nominations nominations() {
        return nominations;
    }

    public void put(Node node) {
        change(nodes.computeIfAbsent(node.getMetadata().getName(), NodeInfo::new), node);
    }

    public void remove(String name) {
        NodeInfo info = nodes.get(name);
        if (info == null) return;
        change(info, null);
        if (info.podCount() == 0) nodes.remove(name);
    }

    private void change(NodeInfo info, @Nullable Node now) {
        Map<String, String> before = info.labels();
        boolean existed = info.exists();
        info.set(now);
        if (existed != info.exists()
                || !Objects.equals(before.get(ZONE), info.labels().get(ZONE))) walk = null;
        if (before.equals(info.labels())) return;
        counts.values().forEach(each -> each.relabelled(info.name(), before, info.labels()));
        domains.values().forEach(each -> each.relabelled(before, info.labels()));
        for (PodInfo pod : info.pods()) {
            terms.remove(pod, before);
            terms.add(pod, info.labels());
        }
    }

    /** The Pod takes its place on the node from now on; it leaves the one that it had. */
    public void place(PodInfo pod, String node) {
        String unused = displace(pod.uid());
        NodeInfo info = nodes.computeIfAbsent(node, NodeInfo::new);
        info.add(pod);
        placed.put(pod.uid(), new Placed(pod, node));
        count(pod, info, 1);
        terms.add(pod, info.labels());
    }

    /** The node that the Pod took, or null. */
    public @Nullable String displace(String uid) {
        Placed before = placed.remove(uid);
        if (before == null) return null;
        NodeInfo info = nodes.get(before.node);
        if (info != null) {
            info.remove(before.pod);
            count(before.pod, info, -1);
            terms.remove(before.pod, info.labels());
            if (!info.exists() && info.podCount() == 0) nodes.remove(before.node);
        }
        return before.node;
    }

    private void count(PodInfo pod, NodeInfo node, int by) {
        counts.forEach((matcher, count) -> {
            if (matcher.matches(pod)) count.add(node.name(), node.labels(), by);
        });
    }

    private Map<String, String> labels(String node) {
        NodeInfo info = nodes.get(node);
        return info == null ? Map.of() : info.labels();
    }
}
