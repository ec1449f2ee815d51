package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import io.coxswain.node.sandbox.PauseImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The containers whose only task is to hold a namespace: one for each node, and one for the underlay of the cluster.
 */
final class HolderContainers {
    static final String CLUSTER = "io.coxswain.cluster";
    static final String NODE = "io.coxswain.node";
    static final String ROLE = "io.coxswain.role";
    static final String ADDRESS = "io.coxswain.node-address";
    static final String ROLE_NODE = "node";
    static final String ROLE_UNDERLAY = "underlay";
    private static final String NEVER_STARTED = "created";

    /** Enough for: removed, created, started, looked at; and another agent's hand in between. */
    private static final int ATTEMPTS = 6;

    private final DockerClient docker;
    private final PauseImage image;
    private final String clusterName;

    HolderContainers(DockerClient docker, PauseImage image, String clusterName) {
        this.docker = docker;
        this.image = image;
        this.clusterName = clusterName;
    }

    /** A holder that runs. {@code startedAt} tells one life of a container from the next. */
    record Holder(String id, int pid, String startedAt) {}

    Optional<InspectContainerResponse> find(String name) {
        try {
            return Optional.of(docker.inspectContainerCmd(name).exec());
        } catch (NotFoundException absent) {
            return Optional.empty();
        }
    }

    /** The holder of this name; a new one in place of one that ended. */
    Holder running(String name, Map<String, String> labels) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<InspectContainerResponse> found = find(name);
            if (found.isEmpty()) {
                create(name, labels);
                continue;
            }
            var state = found.get().getState();
            if (Boolean.TRUE.equals(state.getRunning())) {
                return holder(found.get());
            }
            if (!NEVER_STARTED.equals(state.getStatus())) {
                // Its namespace is gone; whoever joined it tells that by the id.
                remove(found.get().getId());
                continue;
            }
            start(found.get().getId());
        }
        throw new NetworkException("container " + name + " does not stay up");
    }

    /** A holder that somebody else keeps running. */
    Holder given(String name) {
        return find(name)
                .filter(container -> Boolean.TRUE.equals(container.getState().getRunning()))
                .map(HolderContainers::holder)
                .orElseThrow(() -> new NetworkException("container " + name + ", which holds the node, does not run"));
    }

    private static Holder holder(InspectContainerResponse running) {
        var state = running.getState();
        return new Holder(
                running.getId(),
                Math.toIntExact(Objects.requireNonNull(state.getPidLong())),
                Objects.requireNonNull(state.getStartedAt()));
    }

    /** The holders of all nodes of the cluster on this engine, whether they run or not. */
    List<Container> nodes() {
        return all().stream()
                .filter(container -> ROLE_NODE.equals(container.getLabels().get(ROLE)))
                .toList();
    }

    List<Container> all() {
        return docker
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(CLUSTER, clusterName))
                .exec()
                .stream()
                .filter(container -> container.getLabels().containsKey(ROLE))
                .toList();
    }

    void remove(String nameOrId) {
        try {
            docker.removeContainerCmd(nameOrId).withForce(true).exec();
        } catch (NotFoundException gone) {
            // Removed by somebody else: what was wanted.
        }
    }

    private void start(String id) {
        try {
            docker.startContainerCmd(id).exec();
        } catch (NotFoundException | NotModifiedException changedMeanwhile) {
            // Looked at again in the next round.
        }
    }

    private void create(String name, Map<String, String> labels) {
        var all = new HashMap<>(labels);
        all.put(CLUSTER, clusterName);
        try {
            docker.createContainerCmd(image.ensure())
                    .withName(name)
                    .withLabels(all)
                    .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                    .exec();
        } catch (ConflictException createdMeanwhile) {
            // Another agent made the one that the cluster shares.
        }
    }
}
