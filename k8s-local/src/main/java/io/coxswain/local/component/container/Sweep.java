package io.coxswain.local.component.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import io.coxswain.local.machine.ControlGroups;
import io.coxswain.local.machine.StateDirectory;
import io.coxswain.node.runtime.DockerClients;
import io.coxswain.node.runtime.Labels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits, after an agent's end, until the agent runs again or is gone together with its node's holder, as after
 * {@code docker compose down}. Then it takes away what they left: the containers of the Pods and their control groups;
 * with the volume of the agent's identity ({@code down -v}) also the node's data. An agent that was only stopped,
 * restarted or replaced keeps all of it.
 */
final class Sweep {
    /** How long Compose may take from the last container to the volumes. */
    private static final Duration VOLUMES = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(250);

    /** From then on nobody waits for what happens. */
    private static final Duration LATER = Duration.ofSeconds(30);

    private static final Duration LONG_PAUSE = Duration.ofSeconds(3);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final DockerClient docker;

    private Sweep(DockerClient docker) {
        this.docker = docker;
    }

    /** Arguments: the containers of agent and holder, cluster, node, state directory, and the identity's volume. */
    static void main(String[] arguments) throws IOException, InterruptedException {
        try (DockerClient docker = DockerClients.of(URI.create("unix://" + ContainedAgent.SOCKET))) {
            new Sweep(docker)
                    .run(arguments[0], arguments[1], arguments[2], arguments[3], Path.of(arguments[4]), arguments[5]);
        }
    }

    private void run(String agent, String holder, String cluster, String node, Path state, String identity)
            throws IOException, InterruptedException {
        if (!areRemoved(agent, holder)) return;
        List<Container> left = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(Labels.CLUSTER, cluster, Labels.NODE, node))
                .exec();
        for (Container each : left) remove(each.getId());
        ControlGroups.remove(cluster);
        if (!identity.isEmpty() && await(VOLUMES, () -> isVolumeGone(identity))) StateDirectory.delete(state);
    }

    /** False once the agent runs again, or its node lives on without it. */
    private boolean areRemoved(String agent, String holder) throws InterruptedException {
        for (int looks = 0; ; looks++) {
            Optional<Boolean> running = isRunning(agent);
            if (running.isEmpty()) return await(LATER, () -> isRunning(holder).isEmpty());
            if (running.get()) return false;
            pause(PAUSE.multipliedBy(looks).compareTo(LATER) < 0 ? PAUSE : LONG_PAUSE);
        }
    }

    private void remove(String id) {
        try {
            docker.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException gone) {
            // Removed by somebody else: what was wanted.
        }
    }

    /** Empty where there is no such container. */
    private Optional<Boolean> isRunning(String container) {
        try {
            return Optional.of(Boolean.TRUE.equals(
                    docker.inspectContainerCmd(container).exec().getState().getRunning()));
        } catch (NotFoundException gone) {
            return Optional.empty();
        }
    }

    private boolean isVolumeGone(String volume) {
        try {
            docker.inspectVolumeCmd(volume).exec();
            return false;
        } catch (NotFoundException gone) {
            return true;
        }
    }

    private static boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        for (long left = limit.dividedBy(PAUSE); left > 0; left--) {
            if (condition.getAsBoolean()) return true;
            pause(PAUSE);
        }
        return false;
    }

    private static void pause(Duration time) throws InterruptedException {
        NEVER.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
