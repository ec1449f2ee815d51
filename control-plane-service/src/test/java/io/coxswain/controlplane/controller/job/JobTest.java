package io.coxswain.controlplane.controller.job;

import static io.coxswain.controlplane.controller.ClusterFixture.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs against a real control plane on the real clock; the test makes the writes of a node agent. */
class JobTest {
    private static ClusterFixture cluster;

    @BeforeAll
    static void start() {
        cluster = new ClusterFixture();
        cluster.addNode("worker");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void namespace() {
        cluster.newNamespace();
    }

    @Test
    @DisplayName("Job should manage the lifecycle of a job")
    void runsToCompletionAndCountsEachPodOnce() {
        create("completions: 5, parallelism: 2");
        cluster.awaitPods(2);
        assertThat(cluster.pods())
                .allMatch(pod -> "work-".equals(Metadata.text(pod, "generateName"))
                        && pod.path("metadata")
                                .path("finalizers")
                                .toString()
                                .contains("batch.kubernetes.io/job-tracking"));
        await().untilAsserted(() -> assertThat(count("active")).isEqualTo(2));
        await().untilAsserted(() -> {
            assertThat(open()).hasSizeLessThanOrEqualTo(2);
            open().forEach(pod -> cluster.phase(pod, "Succeeded"));
            assertThat(status(Jobs.COMPLETED)).isEqualTo("True");
        });
        JsonNode status = cluster.status(Kinds.JOB, "work");
        assertThat(status.path("succeeded").asInt(0)).isEqualTo(5);
        assertThat(status.path("active").asInt(0)).isZero();
        assertThat(status.path("ready").asInt(-1)).isZero();
        assertThat(status.path("terminating").asInt(-1)).isZero();
        assertThat(status.path("completionTime").asString("")).isNotEmpty();
        assertThat(status.path("uncountedTerminatedPods").isEmpty()).isTrue();
        assertThat(reason("SuccessCriteriaMet")).isEqualTo("CompletionsReached");
        assertThat(cluster.pods())
                .hasSize(5)
                .allMatch(pod -> pod.path("metadata").path("finalizers").isEmpty());
        await().untilAsserted(() -> assertThat(cluster.events()).contains("Completed Job completed"));
    }

    @Test
    @DisplayName("Job should create pods for an Indexed job with completion indexes and specified hostname")
    void indexed() {
        create("completions: 3, parallelism: 3, completionMode: Indexed");
        cluster.awaitPods(3);
        assertThat(cluster.pods())
                .extracting(pod -> pod.path("spec").path("hostname").asString(""))
                .containsExactlyInAnyOrder("work-0", "work-1", "work-2");
        ObjectNode pod = cluster.pods().getFirst();
        String index = Metadata.annotations(pod).get("batch.kubernetes.io/job-completion-index");
        assertThat(Metadata.labels(pod)).containsEntry("batch.kubernetes.io/job-completion-index", index);
        assertThat(Metadata.name(pod)).startsWith("work-" + index + "-");
        assertThat(pod.at("/spec/containers/0/env/0/name").asString("")).isEqualTo("JOB_COMPLETION_INDEX");
        end("Succeeded", one -> index(one) != 1);
        await().untilAsserted(() -> assertThat(text("completedIndexes")).isEqualTo("0,2"));
        end("Succeeded", one -> index(one) == 1);
        await().untilAsserted(() -> assertThat(status(Jobs.COMPLETED)).isEqualTo("True"));
        assertThat(text("completedIndexes")).isEqualTo("0-2");
    }

    @Test
    void failsAtItsBackoffLimit() {
        create("backoffLimit: 0, parallelism: 2, completions: 2");
        cluster.awaitPods(2);
        cluster.phase(cluster.pods().getFirst(), "Failed");
        await().untilAsserted(() -> assertThat(reason("FailureTarget")).isEqualTo("BackoffLimitExceeded"));
        // the other Pod goes before the Job has failed
        assertThat(status(Jobs.FAILED)).isEmpty();
        await().untilAsserted(() -> assertThat(cluster.livePods()).hasSize(1));
        endTerminating();
        await().untilAsserted(() -> assertThat(reason(Jobs.FAILED)).isEqualTo("BackoffLimitExceeded"));
        assertThat(count("failed")).isEqualTo(2);
        await().untilAsserted(() -> assertThat(cluster.events())
                .contains("BackoffLimitExceeded Job has reached the specified backoff limit"));
    }

    @Test
    @DisplayName("Job should run a job to completion when tasks sometimes fail and are not locally restarted")
    void replacesAFailedPodAfterTenSeconds() {
        create("");
        cluster.awaitPods(1);
        Instant failed = Instant.now();
        end("Failed", _ -> true);
        await().untilAsserted(() -> assertThat(count("failed")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(open()).hasSize(1));
        assertThat(Duration.between(failed, Instant.now())).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
        end("Succeeded", pod -> !Metadata.name(pod).isEmpty());
        await().untilAsserted(() -> assertThat(status(Jobs.COMPLETED)).isEqualTo("True"));
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    @DisplayName("Job should allow to use the pod failure policy on exit code to fail the job early")
    void failurePolicyFailsTheJob() {
        create("backoffLimit: 6, podFailurePolicy: {rules: [{action: FailJob,"
                + " onExitCodes: {containerName: main, operator: In, values: [42]}}]}");
        cluster.awaitPods(1);
        exit(cluster.pods().getFirst(), 42);
        String name = Metadata.name(cluster.pods().getFirst());
        await().untilAsserted(() -> assertThat(reason(Jobs.FAILED)).isEqualTo("PodFailurePolicy"));
        assertThat(condition(cluster.status(Kinds.JOB, "work"), Jobs.FAILED)
                        .path("message")
                        .asString(""))
                .isEqualTo("Container main for pod " + cluster.key(name)
                        + " failed with exit code 42 matching FailJob rule at index 0");
    }

    @Test
    @DisplayName(
            "Job should allow to use a pod failure policy to ignore failure matching on DisruptionTarget condition")
    void failurePolicyIgnoresADisruption() {
        create("backoffLimit: 0, podFailurePolicy: {rules: [{action: Ignore,"
                + " onPodConditions: [{type: DisruptionTarget, status: \"True\"}]}]}");
        cluster.awaitPods(1);
        cluster.status(cluster.pods().getFirst(), """
                status: {phase: Failed, conditions: [{type: DisruptionTarget, status: "True"}]}
                """);
        await().untilAsserted(() -> assertThat(open()).hasSize(1));
        end("Succeeded", _ -> true);
        await().untilAsserted(() -> assertThat(status(Jobs.COMPLETED)).isEqualTo("True"));
        assertThat(count("failed")).isZero();
    }

    @Test
    @DisplayName("Job should execute all indexes despite some failing when using backoffLimitPerIndex")
    void eachIndexHasItsOwnLimit() {
        create("completions: 4, parallelism: 2, completionMode: Indexed, backoffLimitPerIndex: 0");
        await().untilAsserted(() -> {
            end("Failed", pod -> index(pod) % 2 == 0);
            end("Succeeded", pod -> index(pod) % 2 == 1);
            assertThat(reason(Jobs.FAILED)).isEqualTo("FailedIndexes");
        });
        assertThat(text("failedIndexes")).isEqualTo("0,2");
        assertThat(text("completedIndexes")).isEqualTo("1,3");
        assertThat(count("failed")).isEqualTo(2);
        assertThat(count("succeeded")).isEqualTo(2);
    }

    @Test
    @DisplayName("Job should terminate job execution when the number of failed indexes exceeds maxFailedIndexes")
    void tooManyIndexesFail() {
        create("completions: 4, parallelism: 4, completionMode: Indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 1");
        cluster.awaitPods(4);
        end("Failed", pod -> index(pod) < 2);
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(reason(Jobs.FAILED)).isEqualTo("MaxFailedIndexesExceeded");
        });
    }

    @Test
    @DisplayName("Job should mark indexes as failed when the FailIndex action is matched in podFailurePolicy")
    void failurePolicyFailsAnIndex() {
        create("completions: 2, parallelism: 2, completionMode: Indexed, backoffLimitPerIndex: 3,"
                + " podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: NotIn, values: [1]}}]}");
        cluster.awaitPods(2);
        cluster.pods().stream().filter(pod -> index(pod) == 0).forEach(pod -> exit(pod, 7));
        end("Succeeded", pod -> index(pod) == 1);
        await().untilAsserted(() -> assertThat(reason(Jobs.FAILED)).isEqualTo("FailedIndexes"));
        assertThat(text("failedIndexes")).isEqualTo("0");
    }

    @Test
    @DisplayName("Job with successPolicy succeededIndexes rule should succeeded even when some indexes remain pending")
    void successPolicy() {
        create("completions: 3, parallelism: 3, completionMode: Indexed,"
                + " successPolicy: {rules: [{succeededIndexes: \"0-1\", succeededCount: 1}]}");
        cluster.awaitPods(3);
        end("Succeeded", pod -> index(pod) == 1);
        await().untilAsserted(() -> assertThat(reason("SuccessCriteriaMet")).isEqualTo("SuccessPolicy"));
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(status(Jobs.COMPLETED)).isEqualTo("True");
        });
        assertThat(text("completedIndexes")).isEqualTo("1");
        assertThat(condition(cluster.status(Kinds.JOB, "work"), Jobs.COMPLETED)
                        .path("message")
                        .asString(""))
                .isEqualTo("Matched rules at index 0");
    }

    @Test
    void suspendsAndResumes() {
        create("suspend: true");
        await().untilAsserted(() -> assertThat(status("Suspended")).isEqualTo("True"));
        assertThat(cluster.pods()).isEmpty();
        assertThat(text("startTime")).isEmpty();
        cluster.patch(Kinds.JOB, "work", "spec: {suspend: false}");
        cluster.awaitPods(1);
        await().untilAsserted(() -> assertThat(reason("Suspended")).isEqualTo("JobResumed"));
        assertThat(text("startTime")).isNotEmpty();
        cluster.patch(Kinds.JOB, "work", "spec: {suspend: true}");
        await().untilAsserted(() -> assertThat(cluster.livePods()).isEmpty());
        endTerminating();
        await().untilAsserted(() -> assertThat(reason("Suspended")).isEqualTo("JobSuspended"));
        // a Pod that had to stop is no failure
        assertThat(count("failed")).isZero();
        assertThat(cluster.events()).contains("Suspended Job suspended", "Resumed Job resumed");
    }

    @Test
    void aDeadlineEndsItAndATimeToLiveRemovesIt() {
        create("activeDeadlineSeconds: 1, ttlSecondsAfterFinished: 2");
        cluster.awaitPods(1);
        await().untilAsserted(() -> {
            endTerminating();
            assertThat(reason(Jobs.FAILED)).isEqualTo("DeadlineExceeded");
        });
        await().untilAsserted(() ->
                assertThat(cluster.api.find(Kinds.JOB, cluster.key("work"))).isEmpty());
    }

    @Test
    @DisplayName("Job should adopt matching orphans and release non-matching pods")
    void adoptsAndReleases() {
        create("parallelism: 2, completions: 2");
        cluster.awaitPods(2);
        String name = cluster.podNames().getFirst();
        cluster.patch(Kinds.POD, name, "metadata: {ownerReferences: null}");
        await().untilAsserted(() ->
                assertThat(ClusterFixture.owner(cluster.get(Kinds.POD, name))).isEqualTo("work"));
        cluster.patch(Kinds.POD, name, "metadata: {labels: {batch.kubernetes.io/controller-uid: other}}");
        await().untilAsserted(() -> {
            assertThat(ClusterFixture.owner(cluster.get(Kinds.POD, name))).isEmpty();
            assertThat(cluster.get(Kinds.POD, name)
                            .path("metadata")
                            .path("finalizers")
                            .isEmpty())
                    .isTrue();
            assertThat(cluster.pods()).hasSize(3);
        });
    }

    @Test
    @DisplayName("Job should delete a job")
    void aDeletedJobLetsItsPodsGo() {
        create("parallelism: 2, completions: 2");
        cluster.awaitPods(2);
        cluster.api.delete(Kinds.JOB, cluster.key("work"), DeleteOptions.background());
        cluster.playUntil(() -> assertThat(cluster.pods()).isEmpty());
    }

    @Test
    void anotherControllersJobIsLeftAlone() {
        create("managedBy: example.com/queue");
        create("other", "");
        cluster.awaitPods(1);
        assertThat(cluster.podNames().getFirst()).startsWith("other-");
    }

    private static void create(String spec) {
        create("work", spec);
    }

    private static void create(String name, String spec) {
        cluster.create(Kinds.JOB, """
                metadata: {name: %s}
                spec: {%s template: {spec: {restartPolicy: Never, containers: [{name: main, image: one}]}}}
                """.formatted(name, spec.isEmpty() ? "" : spec + ","));
    }

    private static List<ObjectNode> open() {
        return cluster.pods().stream()
                .filter(pod -> !Metadata.isTerminating(pod)
                        && pod.path("status").path("phase").asString("").equals("Pending"))
                .toList();
    }

    private static void end(String phase, Predicate<ObjectNode> which) {
        open().stream().filter(which).forEach(pod -> cluster.phase(pod, phase));
    }

    /** What an agent does with a Pod that is deleted while it runs. */
    private static void endTerminating() {
        cluster.pods().stream().filter(Metadata::isTerminating).forEach(pod -> {
            cluster.phase(pod, "Failed");
            cluster.end(pod);
        });
    }

    private static void exit(ObjectNode pod, int code) {
        cluster.status(pod, """
                status:
                  phase: Failed
                  containerStatuses: [{name: main, image: one, imageID: "", ready: false, restartCount: 0,
                    state: {terminated: {exitCode: %d, reason: Error}}}]
                """.formatted(code));
    }

    private static int index(ObjectNode pod) {
        return Integer.parseInt(Metadata.annotations(pod).get("batch.kubernetes.io/job-completion-index"));
    }

    private static int count(String field) {
        return cluster.status(Kinds.JOB, "work").path(field).asInt(0);
    }

    private static String text(String field) {
        return cluster.status(Kinds.JOB, "work").path(field).asString("");
    }

    private static String status(String type) {
        return condition(cluster.status(Kinds.JOB, "work"), type).path("status").asString("");
    }

    private static String reason(String type) {
        return condition(cluster.status(Kinds.JOB, "work"), type).path("reason").asString("");
    }
}
