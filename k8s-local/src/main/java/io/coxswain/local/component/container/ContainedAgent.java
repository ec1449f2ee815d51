package io.coxswain.local.component.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.coxswain.node.NodeAgentApplication;
import io.coxswain.node.runtime.DockerClients;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The node agent in a container. Its Pods are containers beside it, of which Compose knows nothing; so at its end it
 * leaves a {@link Sweep} behind, which takes them away when the agent was not only stopped but removed.
 */
final class ContainedAgent {
    private static final String SETTING = "coxswain.node-agent.";
    static final String SOCKET = "/var/run/docker.sock";

    private ContainedAgent() {}

    /** Arguments: the agent's properties, as {@code --name=value}. */
    static void main(String[] arguments) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0)
                throw new IllegalArgumentException("not --name=value: " + argument);
            properties.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        var context = NodeAgentApplication.start(properties);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            context.close();
                            leaveSweep(properties);
                        },
                        "shutdown"));
    }

    private static void leaveSweep(Map<String, Object> properties) {
        try (DockerClient docker = DockerClients.of(URI.create("unix://" + SOCKET))) {
            InspectContainerResponse self =
                    docker.inspectContainerCmd(System.getenv("HOSTNAME")).exec();
            String holder = setting(properties, "holder-container");
            String identity = volume(self, setting(properties, "kubeconfig"));
            String name = self.getName().substring(1) + "-sweep";
            removeOld(docker, name);
            var sweep = docker.createContainerCmd(Objects.requireNonNull(self.getImageId()))
                    .withName(name)
                    .withCmd(
                            "sweep",
                            self.getId(),
                            holder,
                            setting(properties, "cluster-name"),
                            setting(properties, "node-name"),
                            setting(properties, "state-directory"),
                            identity)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withAutoRemove(true)
                            .withPrivileged(true)
                            .withPidMode("host")
                            .withNetworkMode("none")
                            .withBinds(binds(self)))
                    .exec();
            docker.startContainerCmd(sweep.getId()).exec();
        } catch (IOException | RuntimeException failed) {
            System.err.println("nothing will take the Pods away if this agent is removed: " + failed.getMessage());
        }
    }

    private static void removeOld(DockerClient docker, String name) {
        try {
            docker.removeContainerCmd(name).withForce(true).exec();
        } catch (NotFoundException none) {
            // As it should be: a sweep ends when its agent runs again.
        }
    }

    /** What the agent sees of the host, but for its own identity, whose volume must be free to go. */
    private static List<Bind> binds(InspectContainerResponse self) {
        return Stream.of(Objects.requireNonNull(self.getHostConfig().getBinds(), "the agent has no binds"))
                .filter(bind -> bind.getPath().startsWith("/"))
                .toList();
    }

    /** The named volume that a path of this container lies in; empty where it is none. */
    private static String volume(InspectContainerResponse self, String path) {
        return Objects.requireNonNull(self.getMounts()).stream()
                .filter(mount -> mount.getName() != null
                        && mount.getDestination() != null
                        && path.startsWith(mount.getDestination().getPath() + "/"))
                .map(mount -> String.valueOf(mount.getName()))
                .findFirst()
                .orElse("");
    }

    private static String setting(Map<String, Object> properties, String name) {
        Object value = properties.get(SETTING + name);
        if (value == null) throw new IllegalArgumentException("the agent in a container needs --" + SETTING + name);
        return value.toString();
    }
}
