package io.coxswain.node.runtime;

import java.util.Map;
import java.util.TreeMap;

/** The labels on containers. They are all that is left after a restart of the agent, so they carry its state. */
public final class Labels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";
    public static final String TYPE = "io.kubernetes.docker.type";
    public static final String SANDBOX_ID = "io.kubernetes.sandbox.id";
    public static final String CLUSTER = "io.coxswain.cluster";
    public static final String NODE = "io.coxswain.node";
    public static final String HASH = "io.coxswain.hash";
    public static final String RESTART_COUNT = "io.coxswain.restart-count";

    /** Seconds to wait before the next run, should this one end early. */
    public static final String BACK_OFF_SECONDS = "io.coxswain.back-off-seconds";

    public static final String TERMINATION_MESSAGE_POLICY = "io.coxswain.termination-message-policy";
    public static final String GRACE_SECONDS = "io.coxswain.grace-seconds";

    public static final String TYPE_SANDBOX = "podsandbox";
    public static final String TYPE_CONTAINER = "container";

    private final String cluster;
    private final String node;

    public Labels(String cluster, String node) {
        this.cluster = cluster;
        this.node = node;
    }

    public String cluster() {
        return cluster;
    }

    public String node() {
        return node;
    }

    /** What every container of this node bears, and what every list filters by. */
    public Map<String, String> own() {
        return Map.of(CLUSTER, cluster, NODE, node);
    }

    public Map<String, String> withOwn(Map<String, String> more) {
        var all = new TreeMap<>(more);
        all.putAll(own());
        return all;
    }
}
