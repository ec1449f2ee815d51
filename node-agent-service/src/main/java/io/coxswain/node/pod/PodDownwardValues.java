package io.coxswain.node.pod;

import io.coxswain.node.volume.DownwardValues;
import io.coxswain.node.volume.VolumeNotReady;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.util.function.Supplier;

/**
 * The values of a Pod's fields for the files of its volumes.
 *
 * @param nodeAddress known once the node has its network
 */
public record PodDownwardValues(NodeServices.Settings settings, Supplier<String> nodeAddress)
        implements DownwardValues {
    @Override
    public String field(Pod pod, String path) {
        String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        try {
            return new PodFields(pod, address == null ? "" : address, nodeAddress.get()).value(path);
        } catch (ConfigError unknown) {
            throw new VolumeNotReady(String.valueOf(unknown.getMessage()), unknown);
        }
    }

    @Override
    public String resource(Pod pod, ResourceFieldSelector selector) {
        try {
            return ContainerResources.field(pod, null, selector, settings);
        } catch (ConfigError unknown) {
            throw new VolumeNotReady(String.valueOf(unknown.getMessage()), unknown);
        }
    }
}
