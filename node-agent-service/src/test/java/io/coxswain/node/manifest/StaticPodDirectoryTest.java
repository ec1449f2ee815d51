package io.coxswain.node.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Pods a directory of manifests asks for, whatever else somebody has put there. */
class StaticPodDirectoryTest {
    private static final String GOOD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec: {containers: [{name: c, image: "%s"}]}
            """;

    @TempDir
    Path directory;

    private final AtomicReference<Collection<Pod>> told = new AtomicReference<>(List.of());

    @Test
    void oddFilesKeepNoOthersFromBeingRun() throws Exception {
        write("a.yaml", GOOD.formatted("good", "first"));
        write("b.yaml", GOOD.formatted("good", "second"));
        write("c.yaml", "just a word");
        write("d.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: {a: b}}}");
        write("e.yaml", "{apiVersion: v1, kind: Pod, metadata: [x], spec: {containers: [{name: c}]}}");
        write("f.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{name: c, ports: 7}]}}");
        write("g.yaml", "&a {apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [*a]}}");
        write("h.yaml", "\t: {");
        try (var manifests = new StaticPodDirectory(directory, "node", Clock.systemUTC())) {
            manifests.onChange(_ -> {
                throw new IllegalStateException("a listener that fails");
            });
            manifests.onChange(told::set);
            manifests.start();
            // Of two of the same name the first counts.
            assertThat(told.get()).singleElement().satisfies(pod -> {
                assertThat(pod.getMetadata().getName()).isEqualTo("good-node");
                assertThat(pod.getSpec().getContainers().getFirst().getImage()).isEqualTo("first");
            });
            write("z.yaml", GOOD.formatted("late", "third"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told.get())
                            .extracting(pod -> pod.getMetadata().getName())
                            .containsExactlyInAnyOrder("good-node", "late-node"));
        }
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
    }
}
