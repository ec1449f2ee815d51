package io.coxswain.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides when the Pods of a node that is not ready may be evicted: one node after another in each zone, slower the
 * more of the zone is gone, and not at all where every zone is gone, since then the fault is more likely here.
 */
final class ZoneEvictions {
    /** Fewer nodes than this are never much of a zone. */
    private static final int SPORADIC = 2;

    private static final String REGION_LABEL = "topology.kubernetes.io/region";
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    /** What may be done to a node that is not ready. */
    sealed interface Permission {
        record Granted() implements Permission {}

        /** Not yet. */
        record Later(Duration after) implements Permission {}

        /** Not while the zone is as it is. */
        record Withheld() implements Permission {}

        /** Every zone is gone: also what was done is undone. */
        record Suspended() implements Permission {}
    }

    private record Seen(String zone, boolean ready) {}

    /** The nodes of one zone in numbers, and when the next eviction may begin. */
    private static final class Zone {
        int ready;
        int notReady;
        Instant next = Instant.EPOCH;
    }

    private final NodeLifecycleSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Seen> nodes = new HashMap<>();
    private final Map<String, Zone> zones = new HashMap<>();
    private boolean seeded;

    ZoneEvictions(NodeLifecycleSettings settings) {
        this.settings = settings;
    }

    private static String zone(Node node) {
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        String region = labels.getOrDefault(REGION_LABEL, "");
        String zone = labels.getOrDefault(ZONE_LABEL, "");
        return region.isEmpty() && zone.isEmpty() ? "" : region + ":\0:" + zone;
    }

    /** Counts all nodes as they say they are, the first time only: a single node is no picture of the cluster. */
    void seed(Supplier<List<Node>> all) {
        lock.lock();
        try {
            if (seeded) return;
            seeded = true;
            for (Node node : all.get()) {
                if (!nodes.containsKey(node.getMetadata().getName())) {
                    count(node, NodeTaints.status(node, "Ready").equals("True"));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void observe(Node node, boolean ready) {
        lock.lock();
        try {
            forget(node.getMetadata().getName());
            count(node, ready);
        } finally {
            lock.unlock();
        }
    }

    void forget(String node) {
        lock.lock();
        try {
            Seen seen = nodes.remove(node);
            if (seen == null) return;
            Zone zone = zones.get(seen.zone);
            if (zone == null) return;
            if (seen.ready) zone.ready--;
            else zone.notReady--;
        } finally {
            lock.unlock();
        }
    }

    private void count(Node node, boolean ready) {
        String key = zone(node);
        nodes.put(node.getMetadata().getName(), new Seen(key, ready));
        Zone zone = zones.computeIfAbsent(key, _ -> new Zone());
        if (ready) zone.ready++;
        else zone.notReady++;
    }

    /** Asked for a node that is not ready; {@code begun} where its Pods are being evicted already. */
    Permission ask(Node node, boolean begun, Instant now) {
        lock.lock();
        try {
            boolean anyReady = zones.values().stream().anyMatch(zone -> zone.ready > 0);
            if (!anyReady) return new Permission.Suspended();
            if (begun) return new Permission.Granted();
            Zone zone = zones.computeIfAbsent(zone(node), _ -> new Zone());
            double rate = rate(zone);
            if (rate <= 0) return new Permission.Withheld();
            if (now.isBefore(zone.next)) return new Permission.Later(Duration.between(now, zone.next));
            zone.next = now.plusNanos((long) (1e9 / rate));
            return new Permission.Granted();
        } finally {
            lock.unlock();
        }
    }

    private double rate(Zone zone) {
        int all = zone.ready + zone.notReady;
        // a zone that is gone as a whole is evicted at the usual rate: the others can take its Pods
        if (zone.ready == 0) return settings.evictionRate();
        boolean much = zone.notReady > SPORADIC && (double) zone.notReady / all >= settings.unhealthyZoneThreshold();
        if (!much) return settings.evictionRate();
        return all > settings.largeClusterThreshold() ? settings.secondaryEvictionRate() : 0;
    }
}
