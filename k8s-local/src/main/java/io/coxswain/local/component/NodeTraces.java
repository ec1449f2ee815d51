package io.coxswain.local.component;

import io.coxswain.local.machine.ControlGroups;
import io.coxswain.local.machine.DockerEngine;
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
            NetworkRemoval.removeCluster(
                    new NodeNetworkSettings(
                            profile.clusterName(),
                            profile.clusterName(),
                            Ipv4Range.parse(settings.ranges().clusterCidr()),
                            Ipv4Range.parse(settings.ranges().serviceCidr()),
                            Ipv4Range.parse(settings.ranges().nodeCidr()),
                            NodeAgent.stateDirectory(profile)),
                    client);
        }
        return "";
    }

    public String removeContainers() throws IOException {
        List<String> containers = docker.containers("io.coxswain.cluster=" + profile.clusterName());
        containers.forEach(docker::remove);
        ControlGroups.remove(profile.clusterName());
        return containers.size() + " removed";
    }
}
