package io.coxswain.node;

import io.coxswain.join.JoinSettings;
import io.coxswain.node.eviction.EvictionSettings;
import io.coxswain.node.eviction.Threshold;
import io.coxswain.node.image.ImageCollector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The agent's settings.
 *
 * @param nodeName the name of the Node, and of its holder on Docker
 * @param clusterName sets this cluster's containers and links apart from those of others on the machine
 * @param kubeconfig of the API server, with the node's identity; made by the agent where it joins
 * @param join how to get that identity by a bootstrap token; absent where somebody else makes the kubeconfig
 * @param holderContainer a container that holds the node's network namespace, on a network of Docker's with the range
 *     {@code nodeCidr}; where it is not set, the agent makes holder and network
 * @param stateDirectory holds volumes and checkpoints; the engine must see the same path
 * @param clusterCidr the range of all Pods
 * @param serviceCidr the range of all Services
 * @param nodeCidr the range of the nodes' own addresses
 * @param clusterDomain the suffix of names in the cluster
 * @param dockerHost the engine's Unix socket
 * @param staticPodPath a directory of manifests of Pods that the node runs by itself; without one there are none
 * @param eviction when Pods are ended to keep the node alive
 * @param imageCollection when images that the agent brought are removed
 * @param runtimeHandlers the handlers that RuntimeClasses may name, each with the name of one of the engine's runtimes
 */
@ConfigurationProperties("coxswain.node-agent")
public record NodeAgentProperties(
        @DefaultValue("node-1") String nodeName,
        @DefaultValue("coxswain") String clusterName,
        Path kubeconfig,
        @Nullable JoinSettings join,
        @Nullable String holderContainer,
        @DefaultValue("/var/lib/coxswain/node") Path stateDirectory,
        @DefaultValue("10.244.0.0/16") String clusterCidr,
        @DefaultValue("10.96.0.0/16") String serviceCidr,
        @DefaultValue("10.99.0.0/24") String nodeCidr,
        @DefaultValue("cluster.local") String clusterDomain,
        @DefaultValue("unix:///var/run/docker.sock") URI dockerHost,
        @Nullable Path staticPodPath,
        @DefaultValue Map<String, String> runtimeHandlers,
        @DefaultValue Eviction eviction,
        @DefaultValue ImageCollection imageCollection) {
    /**
     * The keys are signals such as {@code memory.available}.
     *
     * @param hard thresholds under which a Pod is ended at once; the kubelet's where none is given
     * @param soft thresholds under which a Pod is ended after {@code softGracePeriod}
     * @param minimumReclaim how much more must be free again
     * @param pressureTransitionPeriod for how long a condition of the Node stays after its cause is gone
     * @param maxPodGracePeriod the longest grace of a Pod that a soft threshold ends
     */
    public record Eviction(
            @DefaultValue Map<String, String> hard,
            @DefaultValue Map<String, String> soft,
            @DefaultValue Map<String, Duration> softGracePeriod,
            @DefaultValue Map<String, String> minimumReclaim,
            @DefaultValue("5m") Duration pressureTransitionPeriod,
            @DefaultValue("0s") Duration maxPodGracePeriod) {
        public Eviction {
            hard = Map.copyOf(hard);
            soft = Map.copyOf(soft);
            softGracePeriod = Map.copyOf(softGracePeriod);
            minimumReclaim = Map.copyOf(minimumReclaim);
        }

        EvictionSettings settings() {
            return new EvictionSettings(
                    Threshold.of(hard.isEmpty() ? EvictionSettings.HARD : hard, soft, softGracePeriod, minimumReclaim),
                    pressureTransitionPeriod,
                    maxPodGracePeriod);
        }
    }

    /**
     * Images go between two marks of the disk's use, in percent.
     *
     * @param minimumAge how long an image has been unused at least
     */
    public record ImageCollection(
            @DefaultValue("85") int highThresholdPercent,
            @DefaultValue("80") int lowThresholdPercent,
            @DefaultValue("2m") Duration minimumAge) {
        ImageCollector.Settings settings() {
            return new ImageCollector.Settings(highThresholdPercent, lowThresholdPercent, minimumAge);
        }
    }

    public NodeAgentProperties {
        runtimeHandlers = Map.copyOf(runtimeHandlers);
    }
}
