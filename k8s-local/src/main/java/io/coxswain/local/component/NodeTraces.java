package io.coxswain.local.component;

import io.coxswain.local.machine.ControlGroups;
import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.network.NetworkRemoval;
import io.coxswain.node.network.NodeNetworkSettings;
import io.coxswain.node.runtime.DockerClients;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Takes away what the node of a stopped cluster left on this machine: networks, containers and control groups. */
public final class NodeTraces {
    private final Profile profile;
    private final DockerEngine docker;

    public NodeTraces(Profile profile, DockerEngine docker) {
        this.profile = profile;
        this.docker = docker;
    }

    public String removeNetwork(Settings settings) throws IOException {
        try (var client = DockerClients.of(URI.create(docker.host()))) {
            NetworkRemoval.removeCluster(network(settings, profile.clusterName()), client);
        }
        return "";
    }

    /** Takes away what one node left whose agent has ended, but for its files. */
    void removeNode(Settings settings, String node) throws IOException {
        docker.containers("io.coxswain.cluster=" + profile.clusterName(), "io.coxswain.node=" + node)
                .forEach(docker::remove);
        try (var client = DockerClients.of(URI.create(docker.host()))) {
            NetworkRemoval.removeNode(network(settings, node), client);
        }
    }

    private NodeNetworkSettings network(Settings settings, String node) {
        return new NodeNetworkSettings(
                profile.clusterName(),
                node,
                Ipv4Range.parse(settings.ranges().clusterCidr()),
                Ipv4Range.parse(settings.ranges().serviceCidr()),
                Ipv4Range.parse(settings.ranges().nodeCidr()),
                Nodes.stateDirectory(profile, node));
    }

    public String removeContainers() throws IOException {
        List<String> containers = docker.containers("io.coxswain.cluster=" + profile.clusterName());
        containers.forEach(docker::remove);
        ControlGroups.remove(profile.clusterName());
        return containers.size() + " removed";
    }
}
