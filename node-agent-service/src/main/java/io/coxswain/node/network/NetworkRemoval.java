package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.sandbox.PauseImage;
import org.jspecify.annotations.Nullable;

/** Takes away what a node, or a whole cluster, made on this machine: holders, links, routes and rules. */
public final class NetworkRemoval {
    private final NodeNetworkSettings settings;
    private final HolderContainers holders;

    NetworkRemoval(NodeNetworkSettings settings, HolderContainers holders) {
        this.settings = settings;
        this.holders = holders;
    }

    /** For a cluster whose agents have ended. Of the settings, the node and the state directory do not matter. */
    public static void removeCluster(NodeNetworkSettings settings, DockerClient docker) {
        var holders = new HolderContainers(docker, new PauseImage(docker), settings.clusterName());
        holders.nodes().forEach(node -> holders.remove(node.getId()));
        new NetworkRemoval(settings, holders).removeShared();
    }

    /** For one node whose agent has ended. */
    public static void removeNode(NodeNetworkSettings settings, DockerClient docker) {
        var holders = new HolderContainers(docker, new PauseImage(docker), settings.clusterName());
        new NetworkRemoval(settings, holders)
                .removeNode(new CheckpointFiles(settings.networkDirectory())
                        .nodeAddress()
                        .orElse(null));
    }

    /** Removes a node; with the last one also what the cluster's nodes share. */
    void removeNode(@Nullable Ipv4Address address) {
        holders.remove(settings.holderContainer());
        if (!holders.nodes().isEmpty()) {
            if (address == null) return;
            routesOf(address);
            return;
        }
        removeShared();
    }

    private void routesOf(Ipv4Address address) {
        new HostRoutes(settings).removeNode(address);
        holders.find(settings.underlayContainer())
                .filter(container -> Boolean.TRUE.equals(container.getState().getRunning()))
                .map(container -> container.getState().getPidLong())
                .ifPresent(pid -> new Underlay(settings, Math.toIntExact(pid)).disconnect(address));
    }

    private void removeShared() {
        holders.remove(settings.underlayContainer());
        new HostRoutes(settings).removeAll();
        new HostFirewall(settings).removeAll();
    }
}
