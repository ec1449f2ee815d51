package io.coxswain.local.component;

import io.coxswain.local.profile.Profile;
import io.coxswain.node.NodeAgentApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The one node of a local cluster, with its Pod network, Service proxy and cluster DNS. */
final class NodeAgent implements Component {
    @Override
    public String name() {
        return "Node agent";
    }

    @Override
    public Running start(Environment environment) throws IOException {
        var settings = environment.settings();
        String node = environment.profile().clusterName();
        var context = NodeAgentApplication.start(Map.ofEntries(
                Map.entry("coxswain.node-agent.node-name", node),
                Map.entry(
                        "coxswain.node-agent.cluster-name",
                        environment.profile().clusterName()),
                Map.entry(
                        "coxswain.node-agent.kubeconfig",
                        environment
                                .kubeconfig("system:node:" + node, List.of("system:nodes"))
                                .toString()),
                Map.entry(
                        "coxswain.node-agent.state-directory",
                        stateDirectory(environment.profile()).toString()),
                Map.entry("coxswain.node-agent.cluster-cidr", settings.ranges().clusterCidr()),
                Map.entry("coxswain.node-agent.service-cidr", settings.ranges().serviceCidr()),
                Map.entry("coxswain.node-agent.node-cidr", settings.ranges().nodeCidr()),
                Map.entry("coxswain.node-agent.docker-host", environment.dockerHost()),
                Map.entry("management.server.port", settings.ports().nodeAgentManagement())));
        return context::close;
    }

    static Path stateDirectory(Profile profile) {
        return profile.state().resolve("node");
    }
}
