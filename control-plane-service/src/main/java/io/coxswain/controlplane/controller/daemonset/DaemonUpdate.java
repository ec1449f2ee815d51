package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.controlplane.controller.owner.Portion;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a rolling update.
 *
 * @param nodes that get a new Pod beside the old one
 */
record DaemonUpdate(List<String> nodes, List<Pod> toDelete) {
    private static final DaemonUpdate NOTHING = new DaemonUpdate(List.of(), List.of());

    /** Old and new Pod of one node, as far as there is just one of each. */
    private record Pair(
            String node, @Nullable Pod old, @Nullable Pod updated) {}

    DaemonUpdate {
        nodes = List.copyOf(nodes);
        toDelete = List.copyOf(toDelete);
    }

    static boolean surges(DaemonSet set, int wanted) {
        return !isOnDelete(set) && maxSurge(set, wanted) > 0;
    }

    static DaemonUpdate next(DaemonPods pods) {
        if (isOnDelete(pods.set)) return NOTHING;
        int wanted = pods.wanted();
        int surge = maxSurge(pods.set, wanted);
        return surge > 0 ? surging(pods, surge) : replacing(pods, maxUnavailable(pods.set, wanted));
    }

    /** Old Pods go first, as many at once as may be unavailable. */
    private static DaemonUpdate replacing(DaemonPods pods, int maxUnavailable) {
        int unavailable = 0;
        var broken = new ArrayList<Pod>();
        var candidates = new ArrayList<Pod>();
        for (Pair pair : pairs(pods)) {
            if (pair.updated != null) {
                if (!pods.isAvailable(pair.updated) || pods.isTerminating(pair.updated)) unavailable++;
            } else if (pair.old == null) {
                unavailable++;
            } else if (pods.isTerminating(pair.old)) {
                unavailable++;
            } else if (!pods.isAvailable(pair.old)) {
                // it serves nobody, so replacing it costs nothing
                unavailable++;
                broken.add(pair.old);
            } else {
                candidates.add(pair.old);
            }
        }
        broken.addAll(candidates.subList(0, Math.clamp(maxUnavailable - unavailable, 0, candidates.size())));
        return new DaemonUpdate(List.of(), broken);
    }

    /** New Pods come first; an old one goes once its successor is available. */
    private static DaemonUpdate surging(DaemonPods pods, int maxSurge) {
        int surging = 0;
        var now = new ArrayList<String>();
        var candidates = new ArrayList<String>();
        var delete = new ArrayList<Pod>();
        for (Pair pair : pairs(pods)) {
            if (pair.updated == null) {
                if (pair.old == null) continue;
                if (!pods.isAvailable(pair.old) || pods.isTerminating(pair.old)) now.add(pair.node);
                else candidates.add(pair.node);
            } else {
                if (pair.old == null) continue;
                if (pods.isAvailable(pair.updated)) {
                    if (!pods.isTerminating(pair.old)) delete.add(pair.old);
                } else {
                    surging++;
                }
            }
        }
        now.addAll(candidates.subList(0, Math.clamp(maxSurge - surging, 0, candidates.size())));
        return new DaemonUpdate(now, delete);
    }

    private static List<Pair> pairs(DaemonPods pods) {
        var pairs = new ArrayList<Pair>();
        pods.fits().forEach((node, fit) -> {
            if (!fit.start()) return;
            List<Pod> updated = new ArrayList<>();
            List<Pod> old = new ArrayList<>();
            for (Pod pod : pods.on(node)) (pods.isUpdated(pod) ? updated : old).add(pod);
            // with more than one of a kind the node is settled first
            if (updated.size() > 1 || old.size() > 1) return;
            pairs.add(new Pair(
                    node, old.isEmpty() ? null : old.getFirst(), updated.isEmpty() ? null : updated.getFirst()));
        });
        return pairs;
    }

    static boolean isOnDelete(DaemonSet set) {
        var strategy = set.getSpec().getUpdateStrategy();
        return strategy != null && "OnDelete".equals(strategy.getType());
    }

    private static int maxSurge(DaemonSet set, int wanted) {
        RollingUpdateDaemonSet rolling = rolling(set);
        return Portion.of(rolling == null ? null : rolling.getMaxSurge(), new IntOrString(0), wanted, true);
    }

    private static int maxUnavailable(DaemonSet set, int wanted) {
        RollingUpdateDaemonSet rolling = rolling(set);
        int allowed =
                Portion.of(rolling == null ? null : rolling.getMaxUnavailable(), new IntOrString(1), wanted, true);
        return Math.max(1, allowed);
    }

    private static @Nullable RollingUpdateDaemonSet rolling(DaemonSet set) {
        var strategy = set.getSpec().getUpdateStrategy();
        return strategy == null ? null : strategy.getRollingUpdate();
    }
}
