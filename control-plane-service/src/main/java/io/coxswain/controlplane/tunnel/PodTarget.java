package io.coxswain.controlplane.tunnel;

import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The container that a request for a Pod's log or stream means.
 *
 * @param node empty while the Pod is not bound to a node
 */
record PodTarget(ObjectKey pod, String container, String node) {
    /** Chooses and refuses in the words of the Kubernetes API server (registry/core/pod). */
    static PodTarget of(ObjectKey key, Pod pod, @Nullable String containerParameter) {
        List<String> names =
                pod.getSpec().getContainers().stream().map(Container::getName).toList();
        String container =
                containerParameter == null || containerParameter.isEmpty() ? onlyOne(key, names) : containerParameter;
        if (!names.contains(container)) {
            throw ApiException.badRequest("container " + container + " is not valid for pod " + key.name());
        }
        String node = pod.getSpec().getNodeName();
        return new PodTarget(key, container, node == null ? "" : node);
    }

    private static String onlyOne(ObjectKey key, List<String> names) {
        if (names.size() == 1) return names.getFirst();
        throw ApiException.badRequest("a container name must be specified for pod " + key.name() + ", choose one of: ["
                + String.join(" ", names) + "]");
    }

    String path(String verb) {
        return "/" + verb + "/" + pod.namespace() + "/" + pod.name() + "/" + container;
    }
}
