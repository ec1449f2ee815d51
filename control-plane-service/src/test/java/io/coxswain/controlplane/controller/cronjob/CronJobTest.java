package io.coxswain.controlplane.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.SharedInformers;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The CronJob controller on a clock that the test sets, against a real API server without other controllers. */
class CronJobTest {
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.EPOCH);
    private static ClusterFixture cluster;
    private static SharedInformers informers;
    private static EventRecorder events;
    private static ControllerLoop<CronJob> loop;

    private static final class SetClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return NOW.get();
        }
    }

    @BeforeAll
    static void start() {
        cluster = new ClusterFixture(TestControlPlane.startWithoutControllers());
        Api api = cluster.api;
        informers = new SharedInformers(api);
        events = new EventRecorder(api, "cronjob-controller", null, Clock.systemUTC());
        loop = new ControllerLoop<>(
                new CronJobReconciler(api, informers, events, new SetClock()),
                informers,
                ControllerLoop.Settings.of("cronjob"),
                new SimpleMeterRegistry());
        loop.start();
    }

    @AfterAll
    static void stop() {
        loop.close();
        events.close();
        informers.close();
        cluster.close();
    }

    @BeforeEach
    void namespace() {
        cluster.newNamespace();
        // later than the creation of whatever the test makes, at the begin of a minute
        NOW.set(Instant.ofEpochSecond((Instant.now().getEpochSecond() / 60 + 1) * 60 + 5));
    }

    @Test
    @DisplayName("CronJob should schedule multiple jobs concurrently")
    void allowsSeveral() {
        create("concurrencyPolicy: Allow");
        awaitJobs(1);
        assertThat(jobs()).containsExactly("tick-" + NOW.get().getEpochSecond() / 60);
        nextMinute();
        awaitJobs(2);
        await().untilAsserted(() -> assertThat(active()).isEqualTo(2));
        assertThat(cluster.status(Kinds.CRON_JOB, "tick")
                        .path("lastScheduleTime")
                        .asString(""))
                .isEqualTo(NOW.get().minusSeconds(5).toString());
        assertThat(Metadata.annotations(cluster.list(Kinds.JOB).getLast()))
                .containsKey("batch.kubernetes.io/cronjob-scheduled-timestamp");
        await().untilAsserted(() ->
                assertThat(cluster.events()).anyMatch(event -> event.startsWith("SuccessfulCreate Created job tick-")));
    }

    @Test
    @DisplayName("CronJob should not schedule new jobs when ForbidConcurrent")
    void forbids() {
        create("concurrencyPolicy: Forbid");
        awaitJobs(1);
        nextMinute();
        await().untilAsserted(() -> assertThat(cluster.events())
                .anyMatch(event -> event.startsWith("JobAlreadyActive Not starting job because prior execution")));
        assertThat(jobs()).hasSize(1);
        finish(jobs().getFirst(), "Complete");
        nextMinute();
        awaitJobs(2);
        await().untilAsserted(() -> assertThat(active()).isEqualTo(1));
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("SawCompletedJob Saw completed job: tick-"));
    }

    @Test
    @DisplayName("CronJob should replace jobs when ReplaceConcurrent")
    void replaces() {
        create("concurrencyPolicy: Replace");
        awaitJobs(1);
        String first = jobs().getFirst();
        nextMinute();
        await().untilAsserted(() -> assertThat(jobs()).hasSize(1).doesNotContain(first));
    }

    @Test
    @DisplayName("CronJob should not schedule jobs when suspended")
    void suspended() {
        create("suspend: true");
        nextMinute();
        await().during(Duration.ofMillis(700))
                .untilAsserted(() -> assertThat(jobs()).isEmpty());
        cluster.patch(Kinds.CRON_JOB, "tick", "spec: {suspend: false}");
        awaitJobs(1);
    }

    @Test
    @DisplayName("CronJob should delete failed finished jobs with limit of one job")
    void keepsAShortHistory() {
        create("successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0");
        awaitJobs(1);
        finish(jobs().getFirst(), "Failed");
        await().untilAsserted(() -> assertThat(jobs()).isEmpty());
        for (int run = 0; run < 2; run++) {
            nextMinute();
            String name = "tick-" + NOW.get().getEpochSecond() / 60;
            await().untilAsserted(() -> assertThat(jobs()).contains(name));
            finish(name, "Complete");
        }
        await().untilAsserted(() ->
                assertThat(jobs()).containsExactly("tick-" + NOW.get().getEpochSecond() / 60));
        await().untilAsserted(() -> assertThat(cluster.status(Kinds.CRON_JOB, "tick")
                        .path("lastSuccessfulTime")
                        .asString(""))
                .isNotEmpty());
    }

    @Test
    void aTimeThatIsLongPastIsNotStarted() {
        NOW.set(Instant.now().minusSeconds(3600));
        create("startingDeadlineSeconds: 20");
        Instant minute = Instant.ofEpochSecond((Instant.now().getEpochSecond() / 60 + 2) * 60);
        NOW.set(minute.plusSeconds(30));
        loop.wake(cluster.key("tick"));
        await().during(Duration.ofMillis(700))
                .untilAsserted(() -> assertThat(jobs()).isEmpty());
        NOW.set(minute.plusSeconds(70));
        loop.wake(cluster.key("tick"));
        awaitJobs(1);
    }

    @Test
    void tooManyMissedTimesAreTold() {
        NOW.set(Instant.now().plus(Duration.ofHours(5)));
        create("");
        awaitJobs(1);
        await().untilAsserted(() -> assertThat(cluster.events())
                .anyMatch(event -> event.startsWith("TooManyMissedTimes too many missed start times.")));
    }

    private static void create(String spec) {
        cluster.create(Kinds.CRON_JOB, """
                metadata: {name: tick}
                spec: {schedule: "* * * * *", %s jobTemplate: {spec: {template:
                  {spec: {restartPolicy: Never, containers: [{name: main, image: one}]}}}}}
                """.formatted(spec.isEmpty() ? "" : spec + ","));
    }

    private static void nextMinute() {
        NOW.updateAndGet(now -> now.plusSeconds(60));
        loop.wake(cluster.key("tick"));
    }

    private static void finish(String name, String type) {
        String now =
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        boolean complete = type.equals("Complete");
        cluster.api.patch(
                Kinds.JOB,
                cluster.key(name),
                PatchType.MERGE,
                ClusterFixture.yaml("""
                        status: {startTime: "%s", %s conditions: [
                          {type: %s, status: "True", lastTransitionTime: "%s", reason: A, message: b},
                          {type: %s, status: "True", lastTransitionTime: "%s", reason: A, message: b}]}
                        """.formatted(
                                now,
                                complete ? "completionTime: \"" + now + "\"," : "",
                                complete ? "SuccessCriteriaMet" : "FailureTarget",
                                now,
                                type,
                                now)),
                "status");
    }

    private static void awaitJobs(int count) {
        await().untilAsserted(() -> assertThat(jobs()).hasSize(count));
    }

    private static List<String> jobs() {
        return cluster.list(Kinds.JOB).stream().map(Metadata::name).sorted().toList();
    }

    private static int active() {
        return cluster.status(Kinds.CRON_JOB, "tick").path("active").size();
    }
}
