package io.coxswain.controlplane.controller.daemonset;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.List;

/** What every Pod of a DaemonSet tolerates: what runs on all nodes is to run on a node in trouble too. */
final class DaemonTolerations {
    private static final List<Toleration> ALWAYS = List.of(
            any("node.kubernetes.io/not-ready", "NoExecute"),
            any("node.kubernetes.io/unreachable", "NoExecute"),
            any("node.kubernetes.io/disk-pressure", "NoSchedule"),
            any("node.kubernetes.io/memory-pressure", "NoSchedule"),
            any("node.kubernetes.io/pid-pressure", "NoSchedule"),
            any("node.kubernetes.io/unschedulable", "NoSchedule"));
    private static final Toleration WITHOUT_NETWORK = any("node.kubernetes.io/network-unavailable", "NoSchedule");

    private DaemonTolerations() {}

    static List<Toleration> of(boolean hostNetwork) {
        var all = new ArrayList<>(ALWAYS);
        if (hostNetwork) all.add(WITHOUT_NETWORK);
        return all;
    }

    private static Toleration any(String key, String effect) {
        return new Toleration(effect, key, "Exists", null, null);
    }
}
