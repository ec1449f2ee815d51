package io.coxswain.controlplane.scheduler.framework;

import io.coxswain.model.NodeMatcher;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a Pod wants of a node, worked out once for all nodes. */
public final class PodInfo {
    private final Pod pod;
    private final ObjectKey key;
    private final String uid;
    private final String namespace;
    private final Map<String, String> labels;
    private final int priority;
    private final boolean terminating;
    private final Resources requests;
    private final Resources assumed;
    private final Set<HostPort> hostPorts;
    private final NodeMatcher requiredNodes;
    private final List<Toleration> tolerations;
    private final PodAffinities affinities;
    private final boolean hasAffinity;

    private PodInfo(Pod pod) {
        this.pod = pod;
        this.key = ObjectKey.of(pod);
        this.uid = pod.getMetadata().getUid();
        this.namespace = pod.getMetadata().getNamespace();
        this.labels = Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        this.priority = Objects.requireNonNullElse(pod.getSpec().getPriority(), 0);
        this.terminating = pod.getMetadata().getDeletionTimestamp() != null;
        this.requests = PodRequests.of(pod);
        this.assumed = PodRequests.assumedFor(pod);
        this.hostPorts = HostPort.of(pod);
        this.requiredNodes = NodeMatcher.requiredBy(pod.getSpec());
        this.tolerations = Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.of());
        this.affinities = PodAffinities.of(pod);
        this.hasAffinity = !affinities.isEmpty();
    }

    public static PodInfo of(Pod pod) {
        return new PodInfo(pod);
    }

    public Pod pod() {
        return pod;
    }

    public ObjectKey key() {
        return key;
    }

    public String uid() {
        return uid;
    }

    public String namespace() {
        return namespace;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public int priority() {
        return priority;
    }

    /** Being deleted. */
    public boolean terminating() {
        return terminating;
    }

    public Resources requests() {
        return requests;
    }

    /** {@link #requests}, with a little of cpu and memory for containers that ask for none. */
    public Resources assumed() {
        return assumed;
    }

    public Set<HostPort> hostPorts() {
        return hostPorts;
    }

    /** By nodeSelector and required node affinity. */
    public NodeMatcher requiredNodes() {
        return requiredNodes;
    }

    public List<Toleration> tolerations() {
        return tolerations;
    }

    public PodAffinities affinities() {
        return affinities;
    }

    public boolean hasAffinity() {
        return hasAffinity;
    }

    /** The node that preemption made room on, or empty. */
    public String nominatedNode() {
        return nominatedNode(pod);
    }

    /** The node that preemption made room on for this Pod, or empty. */
    public static String nominatedNode(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getNominatedNodeName(), "");
    }

    public String schedulerName() {
        return Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
    }
}
