package io.coxswain.controlplane.security.node;

import io.coxswain.controlplane.security.Action.OnResource;
import java.util.Map;
import java.util.Set;

/** What every node's agent may do whatever runs on it, beside what follows from its Pods. */
final class NodeRules {
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> RECORD = Set.of("create", "update", "patch");

    private static final Map<String, Set<String>> VERBS = Map.ofEntries(
            Map.entry("authentication.k8s.io/tokenreviews", Set.of("create")),
            Map.entry("authorization.k8s.io/subjectaccessreviews", Set.of("create")),
            Map.entry("authorization.k8s.io/localsubjectaccessreviews", Set.of("create")),
            Map.entry("/services", READ),
            Map.entry("/events", RECORD),
            Map.entry("events.k8s.io/events", RECORD),
            Map.entry("/pods", Set.of("create", "delete")),
            Map.entry("/pods/status", Set.of("update", "patch")),
            Map.entry("/pods/eviction", Set.of("create")),
            Map.entry("/endpoints", Set.of("get")),
            Map.entry("certificates.k8s.io/certificatesigningrequests", Set.of("create", "get", "list", "watch")),
            Map.entry("certificates.k8s.io/clustertrustbundles", READ),
            Map.entry("node.k8s.io/runtimeclasses", READ),
            Map.entry("storage.k8s.io/csidrivers", READ));

    private NodeRules() {}

    static boolean allow(OnResource on) {
        return VERBS.getOrDefault(on.group() + "/" + on.resource(), Set.of()).contains(on.verb());
    }
}
