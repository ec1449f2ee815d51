package io.coxswain.controlplane.tunnel;

import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The container that a request for a Pod's log or stream means.
 *
 * @param container empty for the Pod as a whole
 * @param node empty while the Pod is not bound to a node
 */
record PodTarget(ObjectKey pod, String container, String node) {
    /** Chooses and refuses in the words of the Kubernetes API server (registry/core/pod). */
    static PodTarget of(ObjectKey key, Pod pod, @Nullable String containerParameter) {
        var names = new ArrayList<String>();
        pod.getSpec().getInitContainers().forEach(container -> names.add(container.getName()));
        pod.getSpec().getContainers().forEach(container -> names.add(container.getName()));
        pod.getSpec().getEphemeralContainers().forEach(container -> names.add(container.getName()));
        String container = containerParameter == null || containerParameter.isEmpty()
                ? onlyOne(key, pod, names)
                : containerParameter;
        if (!names.contains(container)) {
            throw ApiException.badRequest("container " + container + " is not valid for pod " + key.name());
        }
        return new PodTarget(key, container, node(pod));
    }

    /** The Pod as a whole. */
    static PodTarget of(ObjectKey key, Pod pod) {
        return new PodTarget(key, "", node(pod));
    }

    private static String node(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    private static String onlyOne(ObjectKey key, Pod pod, List<String> names) {
        List<Container> containers = pod.getSpec().getContainers();
        if (containers.size() == 1) return containers.getFirst().getName();
        throw ApiException.badRequest("a container name must be specified for pod " + key.name() + ", choose one of: ["
                + String.join(" ", names) + "]");
    }

    String path(String verb) {
        String path = "/" + verb + "/" + pod.namespace() + "/" + pod.name();
        return container.isEmpty() ? path : path + "/" + container;
    }
}
