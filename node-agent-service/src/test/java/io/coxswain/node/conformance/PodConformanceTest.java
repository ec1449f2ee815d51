package io.coxswain.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Pods of src/test/pods, those of one file at the same time. */
@ExtendWith(SharedCluster.class)
class PodConformanceTest {
    private static final Path FILES = Path.of("src/test/pods");
    private static final boolean LONG = Boolean.getBoolean("coxswain.long");
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    @BeforeAll
    static void makeObjects(@TempDir Path directory) throws IOException {
        cluster().apply(Files.readString(FILES.resolve("objects.yaml")));
        Files.writeString(directory.resolve("Dockerfile"), """
                FROM %s
                ENTRYPOINT ["echo", "entry"]
                CMD ["default", "arguments"]
                """.formatted(PodCase.IMAGE));
        cluster()
                .docker()
                .buildImageCmd(directory.toFile())
                .withTags(Set.of("coxswain.test/words:1"))
                .start()
                .awaitImageId();
    }

    @TestFactory
    Stream<DynamicNode> everyFile() {
        return Stream.of(
                        "environment.yaml",
                        "containers.yaml",
                        "configured-volumes.yaml",
                        "downward-volumes.yaml",
                        "other-volumes.yaml")
                .map(file -> dynamicContainer(file, tests(FILES.resolve(file))));
    }

    private static Stream<DynamicNode> tests(Path file) {
        List<PodCase> cases = PodCase.read(file).stream()
                .filter(each -> LONG || each.inShortForm())
                .toList();
        for (PodCase each : cases) cluster().api().create(Kinds.POD, each.pod(TestCluster.NODE));
        Stream<DynamicNode> checks = cases.stream().map(each -> dynamicTest(each.title(), () -> check(each)));
        return Stream.concat(checks, Stream.of(dynamicTest("every Pod goes", () -> delete(cases))));
    }

    private static void check(PodCase expected) throws Exception {
        ObjectNode pod = cluster()
                .awaitPod(
                        expected.name(),
                        status -> isOver(status)
                                || (status.path("phase").asString("").equals(expected.phase())
                                        && hasStatus(status, expected)));
        assertThat(pod.at("/status/phase").asString()).as(told(pod)).isEqualTo(expected.phase());
        for (Map.Entry<String, JsonNode> field :
                expected.fields().path("status").properties()) {
            assertThat(pod.path("status").at(field.getKey()).asString(""))
                    .as(field.getKey())
                    .isEqualTo(filled(field.getValue().asString(), pod));
        }
        if (expected.fields().has("log") || expected.fields().has("match"))
            compare(expected.fields(), cluster().logs(expected.name(), "c").strip(), pod);
        for (JsonNode step : expected.fields().path("then")) take(step, pod);
    }

    private static boolean isOver(JsonNode status) {
        return OVER.contains(status.path("phase").asString(""));
    }

    /** A Pod that is to go on running is looked at once its status says what it must. */
    private static boolean hasStatus(JsonNode status, PodCase expected) {
        if (expected.phase().equals("Running")
                && !TestCluster.condition(status, "Ready").equals("True")) return false;
        return expected.fields().path("status").properties().stream()
                .noneMatch(field -> status.at(field.getKey()).isMissingNode()
                        && !field.getValue().asString().isEmpty());
    }

    private static void compare(JsonNode expected, String text, JsonNode pod) {
        if (expected.has("log")) {
            assertThat(text)
                    .as(told(pod))
                    .isEqualTo(filled(expected.path("log").asString(), pod).strip());
        }
        if (expected.has("match"))
            assertThat(text)
                    .as(told(pod))
                    .containsPattern(expected.path("match").asString());
    }

    /** Changes what the Pod uses, then looks into its container until it shows. */
    private static void take(JsonNode step, JsonNode pod) {
        if (step.has("delete")) {
            var reference = Reference.of(step.path("delete"), pod);
            cluster().api().delete(reference.kind(), reference.key(), DeleteOptions.defaults());
        }
        if (step.has("create")) {
            var reference = Reference.of(step.path("create"), pod);
            ObjectNode object = (ObjectNode) step.path("with").deepCopy();
            object.putObject("metadata").put("name", reference.key().name()).put("namespace", "default");
            cluster().api().create(reference.kind(), object);
        }
        if (step.has("merge")) {
            var reference = Reference.of(step.path("merge"), pod);
            cluster().api().patch(reference.kind(), reference.key(), PatchType.MERGE, step.path("with"), null);
        }
        String name = pod.at("/metadata/name").asString();
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> compare(
                        step,
                        cluster()
                                .run(
                                        name,
                                        "c",
                                        "sh",
                                        "-c",
                                        "{ " + step.path("exec").asString() + "; } 2>/dev/null")
                                .strip(),
                        pod));
    }

    private record Reference(Kind<?> kind, ObjectKey key) {
        static Reference of(JsonNode named, JsonNode pod) {
            String[] parts = filled(named.asString(), pod).split("/", 2);
            return new Reference(Kinds.byName("v1", parts[0]).orElseThrow(), new ObjectKey("default", parts[1]));
        }
    }

    private static String filled(String text, JsonNode pod) {
        return text.replace("$(name)", pod.at("/metadata/name").asString())
                .replace("$(uid)", pod.at("/metadata/uid").asString())
                .replace("$(hostIP)", pod.at("/status/hostIP").asString(""))
                .replace("$(service)", service());
    }

    private static String service() {
        return cluster()
                .api()
                .get(Kinds.SERVICE, new ObjectKey("default", "fooservice"))
                .at("/spec/clusterIP")
                .asString();
    }

    private static String told(JsonNode pod) {
        return pod.path("status").toString();
    }

    private static void delete(List<PodCase> cases) {
        for (PodCase each : cases) cluster().delete(each.name(), null);
        for (PodCase each : cases) cluster().awaitGone(each.name());
        // With no grace the object goes at once and the containers follow.
        for (PodCase each : cases) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(cluster().containers(each.name())).isEmpty());
        }
    }

    private static TestCluster cluster() {
        return Objects.requireNonNull(SharedCluster.get());
    }
}
