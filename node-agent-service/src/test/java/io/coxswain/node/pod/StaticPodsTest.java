package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import io.coxswain.node.stats.PodUsage;
import io.coxswain.node.stats.UsageSampler;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** What a node runs by itself, from a directory of manifests, and what the API shows of it. */
@ExtendWith(SharedCluster.class)
class StaticPodsTest {
    private static final String NAME = "fixed-" + TestCluster.NODE;
    private static TestCluster cluster;

    @BeforeAll
    static void share() {
        cluster = SharedCluster.get();
    }

    @AfterEach
    void removeManifest() throws Exception {
        Files.deleteIfExists(manifest());
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(cluster.containers(NAME)).isEmpty();
            assertThat(cluster.sandboxes(NAME)).isEmpty();
            assertThat(cluster.api().find(Kinds.POD, new ObjectKey("default", NAME)))
                    .isEmpty();
        });
    }

    private static Path manifest() {
        return cluster.manifests().resolve("fixed.yaml");
    }

    private static void write(String word) throws Exception {
        Path part = Files.writeString(cluster.manifests().resolve(".part"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: fixed, labels: {app: fixed}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "echo %s; sleep 1000"]}]
                """.formatted(word));
        Files.move(part, manifest());
    }

    @Test
    void runsAManifestAndShowsAMirrorOfIt() throws Exception {
        write("first");
        ObjectNode mirror = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> cluster.api().find(Kinds.POD, new ObjectKey("default", NAME)),
                        found -> found.filter(pod -> TestCluster.condition(pod.path("status"), "Ready")
                                        .equals("True"))
                                .isPresent())
                .orElseThrow();
        var annotations = mirror.path("metadata").path("annotations");
        assertThat(annotations.path("kubernetes.io/config.source").asString("")).isEqualTo("file");
        assertThat(annotations.path("kubernetes.io/config.mirror"))
                .isEqualTo(annotations.path("kubernetes.io/config.hash"));
        assertThat(mirror.at("/metadata/ownerReferences/0/kind").asString("")).isEqualTo("Node");
        assertThat(cluster.logs(NAME, "c")).isEqualTo("first\n");
        assertThat(usedBy(mirror).uid())
                .isEqualTo(annotations.path("kubernetes.io/config.mirror").asString(""));

        // Whoever deletes the mirror deletes only what the API shows.
        String running = cluster.runningContainer(NAME, "c");
        String uid = mirror.at("/metadata/uid").asString("");
        cluster.delete(NAME, null);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> cluster.api().find(Kinds.POD, new ObjectKey("default", NAME)),
                        found -> found.filter(pod ->
                                        !pod.at("/metadata/uid").asString("").equals(uid)
                                                && TestCluster.condition(pod.path("status"), "Ready")
                                                        .equals("True"))
                                .isPresent());
        assertThat(cluster.runningContainer(NAME, "c")).isEqualTo(running);

        // An agent that starts again adopts it; another manifest replaces it.
        cluster.stopAgent();
        cluster.startAgentAgain();
        Files.delete(manifest());
        write("second");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> cluster.logs(NAME, "c").equals("second\n"));
        assertThat(cluster.containers(NAME)).hasSize(1);
    }

    /** The figures are those of what runs, though the API's object has another uid. */
    private static PodUsage usedBy(ObjectNode mirror) {
        List<Pod> pods = List.of(Json.view(mirror, Pod.class));
        var sources = cluster.agent().getBean(NodeServices.class).usage(() -> pods, cluster.directory());
        try (var sampler = new UsageSampler(sources, Clock.systemUTC())) {
            List<PodUsage> found = sampler.withoutSizes().pods();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().containers()).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void startsAndEndsWithoutTheControlPlane() throws Exception {
        write("alone");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !cluster.containers(NAME).isEmpty());
        cluster.withoutControlPlane(() -> {
            cluster.stopAgent();
            cluster.docker()
                    .removeContainerCmd(cluster.runningContainer(NAME, "c"))
                    .withForce(true)
                    .exec();
            cluster.startAgentAgain();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> !cluster.runningContainer(NAME, "c").isEmpty());
        });
        cluster.awaitPod(NAME, status -> TestCluster.condition(status, "Ready").equals("True"));
    }
}
