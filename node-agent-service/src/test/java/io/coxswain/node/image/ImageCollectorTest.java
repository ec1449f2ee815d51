package io.coxswain.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.network.TestNetwork;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerRuntimes;
import io.coxswain.node.runtime.Labels;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removes only what the agent brought and nobody uses, from the engine that the machine's user has too. */
class ImageCollectorTest {
    private static final String NAME = "coxswain-test-collected";

    @TempDir
    Path directory;

    @Test
    void removesUnusedImagesThatTheAgentBroughtAndNoOthers() throws Exception {
        try (DockerClient docker = TestNetwork.docker();
                ContainerRuntime runtime = ContainerRuntimes.connect(
                        URI.create("unix:///var/run/docker.sock"), new Labels("collector", "collector"))) {
            String brought = made(docker, "brought");
            String held = made(docker, "held");
            String users = made(docker, "users");
            try {
                var record = new PulledImages(directory, Clock.systemUTC());
                record.pulled(brought);
                record.pulled(held);
                var young = new ImageCollector(
                        new ImageCollector.Settings(85, 80, Duration.ofHours(1)),
                        record,
                        runtime,
                        directory,
                        Set::of,
                        _ -> false);
                young.collectAll();
                assertThat(runtime.findImage(brought)).isPresent();
                var mounted = new ImageCollector(
                        new ImageCollector.Settings(85, 80, Duration.ZERO),
                        record,
                        runtime,
                        directory,
                        Set::of,
                        layers -> !layers.isEmpty());
                mounted.collectAll();
                assertThat(runtime.findImage(brought)).isPresent();
                // The record is what a restart of the agent leaves.
                var kept = new PulledImages(directory, Clock.systemUTC());
                new ImageCollector(
                                new ImageCollector.Settings(85, 80, Duration.ZERO),
                                kept,
                                runtime,
                                directory,
                                () -> Set.of(held),
                                _ -> false)
                        .collectAll();
                assertThat(runtime.findImage(brought)).isEmpty();
                assertThat(runtime.findImage(held)).isPresent();
                assertThat(runtime.findImage(users)).isPresent();
            } finally {
                for (String id : Set.of(brought, held, users)) runtime.removeImage(id);
            }
        }
    }

    /** An image of its own, of which the store has no other name. */
    private static String made(DockerClient docker, String tag) {
        String container =
                docker.createContainerCmd("busybox:1.36").withCmd(tag).exec().getId();
        try {
            return docker.commitCmd(container)
                    .withRepository(NAME)
                    .withTag(tag)
                    .withMessage(tag)
                    .exec();
        } finally {
            docker.removeContainerCmd(container).exec();
        }
    }
}
