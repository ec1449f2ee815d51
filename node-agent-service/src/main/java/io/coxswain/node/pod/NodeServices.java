package io.coxswain.node.pod;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.node.cgroup.ControlGroups;
import io.coxswain.node.cgroup.PodCgroup;
import io.coxswain.node.image.ImagePuller;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.node.network.NodeNetwork;
import io.coxswain.node.probe.Probers;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.stats.UsageSources;
import io.coxswain.node.volume.PodVolumes;
import io.coxswain.node.volume.ReferencedObjects;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What the workers of all Pods of a node share.
 *
 * @param pauseImage brings the sandboxes' image and names it
 */
public record NodeServices(
        Settings settings,
        Api api,
        Cache<Service> services,
        ContainerRuntime runtime,
        NodeNetwork network,
        ImagePuller images,
        PodVolumes volumes,
        Allocations allocations,
        Evictions evictions,
        ReferencedObjects objects,
        Probers probers,
        EventRecorder events,
        PodWakes wakes,
        Supplier<String> pauseImage,
        ControlGroups groups,
        Clock clock) {
    public PodCgroup cgroup(String podUid) {
        return new PodCgroup(runtime.facts().systemdCgroups(), settings.clusterName(), settings.nodeName(), podUid);
    }

    /** Where the figures of the node and of what runs on it come from. */
    public UsageSources usage(Supplier<List<Pod>> pods, Path directory) {
        return new UsageSources(
                pods,
                groups,
                this::cgroup,
                id -> StorageLimits.written(runtime.inspect(id)),
                pod -> volumes.bytesOnDisk(pod, StaticPod.uidOnNode(pod)),
                new UsageSources.InNode() {
                    @Override
                    public <T> T call(Callable<T> task) throws Exception {
                        return network.namespace().call(task);
                    }
                },
                directory);
    }

    /**
     * What is fixed for a node.
     *
     * @param clusterDns the address that resolves names of Services
     * @param runtimeHandlers the engine's runtime for each handler that a RuntimeClass may name
     */
    public record Settings(
            String clusterName,
            String nodeName,
            String clusterDns,
            String clusterDomain,
            long memoryBytes,
            long cpuMillis,
            long storageBytes,
            Map<String, String> runtimeHandlers) {
        public Settings {
            runtimeHandlers = Map.copyOf(runtimeHandlers);
        }
    }
}
