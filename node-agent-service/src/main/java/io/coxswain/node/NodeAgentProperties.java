package io.coxswain.node;

import io.coxswain.join.JoinSettings;
import java.net.URI;
import java.nio.file.Path;
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
        @DefaultValue Map<String, String> runtimeHandlers) {
    public NodeAgentProperties {
        runtimeHandlers = Map.copyOf(runtimeHandlers);
    }
}
