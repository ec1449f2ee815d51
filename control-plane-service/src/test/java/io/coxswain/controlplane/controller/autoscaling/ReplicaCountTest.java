package io.coxswain.controlplane.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.controlplane.controller.autoscaling.ScalingBehavior.Limited;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The computation of replicas, by tables: what the Pods use, and what comes of it. */
class ReplicaCountTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final long REQUEST = 1000;

    /**
     * {@code used} has the thousandths of each Pod; {@code -} stands for a Pod without a figure, {@code p} for a
     * pending one, {@code u} before the figure for one that is not ready, {@code f} for a failed one, {@code d} for one
     * that goes.
     */
    @ParameterizedTest(name = "{0} replicas using {1} at {2} % become {3}: {4}")
    @CsvSource({
        "3, 300 500 700, 30, 5, up by the average",
        "5, 100 300 500 250 250, 50, 3, down by the average",
        "3, 1010 1030 1020, 100, 3, within the tolerance above",
        "3, 910 920 930, 100, 3, within the tolerance below",
        "3, 1200 1200 1200, 100, 4, beyond the tolerance",
        "3, - 300 500, 30, 3, a missing Pod counts as idle where it goes up",
        "4, - 1000 900 1100, 50, 6, a missing Pod holds back a rise",
        "4, - 100 100 100, 100, 2, a missing Pod counts as busy where it goes down",
        "2, - 100, 200, 2, a missing Pod may hold back a fall wholly",
        "3, u300 500 700, 30, 4, an unready Pod counts as idle where it goes up",
        "3, p 500 700, 30, 4, so does a pending one",
        "3, u100 100 100, 50, 1, an unready Pod does not count where it goes down",
        "3, f 500 700, 30, 4, a failed Pod does not count at all",
        "3, d 500 700, 30, 4, nor does one that goes",
        "1, 2000, 100, 2, one Pod at twice the target",
        "10, 0 0 0 0 0 0 0 0 0 0, 50, 0, nothing is used",
    })
    void utilization(int replicas, String used, int target, int expected, String why) throws MetricFault {
        var state = state(replicas, used, new Tolerance(0.1, 0.1));
        assertThat(ReplicaCount.ofUtilization(state.now(), state.requests(), target)
                        .replicas())
                .as(why)
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} replicas using {1} at an average of {2} become {3}")
    @CsvSource({
        "3, 300 300 300, 100, 9",
        "3, 105 105 105, 100, 3",
        "3, 50 50 50, 100, 2",
        "4, - 50 50 50, 100, 3",
        "4, - 200 200 200, 100, 6",
    })
    void averageValue(int replicas, String used, long target, int expected) throws MetricFault {
        assertThat(ReplicaCount.ofAverage(
                                state(replicas, used, new Tolerance(0.1, 0.1)).now(), target)
                        .replicas())
                .isEqualTo(expected);
    }

    @Test
    void tellsTheAverageAndTheShare() throws MetricFault {
        var state = state(3, "300 500 700", new Tolerance(0.1, 0.1));
        ReplicaCount count = ReplicaCount.ofUtilization(state.now(), state.requests(), 30);
        assertThat(count.average()).isEqualTo(500);
        assertThat(count.utilization()).hasValue(50);
    }

    @Test
    void theToleranceOfEachDirectionCounts() throws MetricFault {
        var spec = Json.parseObject("{\"scaleUp\":{\"tolerance\":\"0\"},\"scaleDown\":{\"tolerance\":\"500m\"}}");
        var up = state(3, "1010 1010 1010", Tolerance.of(spec));
        assertThat(ReplicaCount.ofUtilization(up.now(), up.requests(), 100).replicas())
                .isEqualTo(4);
        var down = state(4, "500 500 500 500", Tolerance.of(spec));
        assertThat(ReplicaCount.ofUtilization(down.now(), down.requests(), 100).replicas())
                .isEqualTo(4);
    }

    @Test
    void noFigureAtAllIsAFault() {
        var state = state(2, "p p", new Tolerance(0.1, 0.1));
        assertThatThrownBy(() -> ReplicaCount.ofUtilization(state.now(), state.requests(), 50))
                .hasMessage("did not receive metrics for targeted pods (pods might be unready)");
        assertThatThrownBy(() -> ResourceFigures.requested(
                        List.of(new PodBuilder(pod("a", "Running", true))
                                .editSpec()
                                .addNewContainer()
                                .withName("c")
                                .endContainer()
                                .endSpec()
                                .build()),
                        "cpu",
                        ""))
                .hasMessage("missing request for cpu in container c of Pod a");
    }

    @ParameterizedTest(name = "{0} to {1} after {2} gives {3} {4}")
    @CsvSource(
            nullValues = "null",
            value = {
                "1, 10, , 5, ScaleUpLimit",
                "10, 15, , 15, null",
                "10, 30, , 20, ScaleUpLimit",
                "10, 25, +5@10, 10, ScaleUpLimit",
                "10, 25, +5@20, 20, ScaleUpLimit",
                "20, 60, , 40, ScaleUpLimit",
                "40, 60, , 50, TooManyReplicas",
                "10, 1, , 2, TooFewReplicas",
                "10, 5, , 5, null",
            })
    void theDefaultPoliciesBoundAChange(int current, int wanted, String before, int expected, String limited) {
        var behavior = behavior("{\"minReplicas\":2,\"maxReplicas\":50,\"behavior\":{\"scaleDown\":"
                + "{\"stabilizationWindowSeconds\":0}}}");
        var history = new ScalingHistory();
        if (before != null) {
            String[] change = before.substring(1).split("@", -1);
            history.changed(NOW.minusSeconds(Long.parseLong(change[1])), Integer.parseInt(change[0]));
        }
        Limited result = behavior.limit(current, wanted, history, NOW);
        assertThat(result.replicas()).isEqualTo(expected);
        assertThat(result.limited()).isEqualTo(limited);
    }

    @ParameterizedTest(name = "{0} to {1} gives {2}")
    @CsvSource({"1, 10, 4", "2, 10, 4", "3, 10, 6", "30, 70, 50"})
    void withoutBehaviourAWorkloadDoublesOrGrowsToFour(int current, int wanted, int expected) {
        var history = new ScalingHistory();
        history.changed(NOW.minusSeconds(5), current);
        assertThat(behavior("{\"minReplicas\":1,\"maxReplicas\":50}")
                        .limit(current, wanted, history, NOW)
                        .replicas())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} to {2} gives {3}")
    @CsvSource({
        "Max, 10, 1, 5",
        "Min, 10, 1, 8",
        "Disabled, 10, 1, 10",
    })
    void ofSeveralPoliciesOneIsSelected(String select, int current, int wanted, int expected) {
        var behavior = behavior("""
                {"minReplicas": 1, "maxReplicas": 50, "behavior": {"scaleDown": {
                  "stabilizationWindowSeconds": 0, "selectPolicy": "%s", "policies": [
                    {"type": "Percent", "value": 50, "periodSeconds": 60},
                    {"type": "Pods", "value": 2, "periodSeconds": 60}]}}}
                """.formatted(select));
        assertThat(behavior.limit(current, wanted, new ScalingHistory(), NOW).replicas())
                .isEqualTo(expected);
    }

    @Test
    void aFallWaitsForTheWindowAndARiseDoesNot() {
        var behavior = behavior("{\"minReplicas\":1,\"maxReplicas\":50}");
        var history = new ScalingHistory();
        history.begin(NOW, 5);
        Limited early = behavior.limit(5, 2, history, NOW.plusSeconds(60));
        assertThat(early).isEqualTo(new Limited(5, "ScaleDownStabilized", null));
        assertThat(behavior.limit(5, 6, history, NOW.plusSeconds(75)).replicas())
                .isEqualTo(6);
        assertThat(behavior.limit(6, 2, history, NOW.plusSeconds(370)).replicas())
                .isEqualTo(6);
        assertThat(behavior.limit(6, 3, history, NOW.plusSeconds(380)).replicas())
                .isEqualTo(3);
    }

    @Test
    void aWindowOfRisesTakesTheLowestRecommendation() {
        var behavior = behavior("{\"minReplicas\":1,\"maxReplicas\":50,\"behavior\":{\"scaleUp\":"
                + "{\"stabilizationWindowSeconds\":60}}}");
        var history = new ScalingHistory();
        history.begin(NOW, 3);
        assertThat(behavior.limit(3, 6, history, NOW.plusSeconds(30)))
                .isEqualTo(new Limited(3, "ScaleUpStabilized", null));
        assertThat(behavior.limit(3, 6, history, NOW.plusSeconds(61)).replicas())
                .isEqualTo(6);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ready for long, 600, True, 500, COUNTED",
        "ready but the figure is older, 100, True, 5, UNREADY",
        "ready within the first minutes, 100, True, 60, COUNTED",
        "unready from the start, 600, False, 590, UNREADY",
        "unready after work, 600, False, 100, COUNTED",
    })
    void whoStartsUpDoesNotCount(String what, long startedAgo, String ready, long changedAgo, String expected) {
        Pod pod = pod("a", "Running", true);
        pod.getStatus().setStartTime(NOW.minusSeconds(startedAgo).toString());
        var condition = pod.getStatus().getConditions().getFirst();
        condition.setStatus(ready);
        condition.setLastTransitionTime(NOW.minusSeconds(changedAgo).toString());
        PodGroups groups =
                PodGroups.of(List.of(pod), new PodValues(Map.of("a", 1L), NOW, Duration.ofSeconds(10)), "cpu", NOW);
        assertThat(groups.unready().isEmpty() ? "COUNTED" : "UNREADY").as(what).isEqualTo(expected);
    }

    private static ScalingBehavior behavior(String spec) {
        return ScalingBehavior.of(Json.parseObject(spec));
    }

    private record State(ReplicaCount.Now now, Map<String, Long> requests) {}

    private static State state(int replicas, String used, Tolerance tolerance) {
        var pods = new ArrayList<Pod>();
        var milli = new HashMap<String, Long>();
        var requests = new HashMap<String, Long>();
        for (String word : used.split(" ", -1)) {
            String name = "pod-" + pods.size();
            Pod pod = pod(
                    name,
                    word.equals("p") ? "Pending" : word.equals("f") ? "Failed" : "Running",
                    !word.startsWith("u"));
            if (word.equals("d")) pod.getMetadata().setDeletionTimestamp(NOW.toString());
            pods.add(pod);
            requests.put(name, REQUEST);
            if (word.matches("u?\\d+")) milli.put(name, Long.valueOf(word.replace("u", "")));
        }
        PodGroups groups = PodGroups.of(pods, new PodValues(milli, NOW, Duration.ofSeconds(10)), "cpu", NOW);
        return new State(new ReplicaCount.Now(replicas, groups, milli, tolerance), requests);
    }

    private static Pod pod(String name, String phase, boolean ready) {
        String since = NOW.minusSeconds(1000).toString();
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .withStartTime(since)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(since)
                .endCondition()
                .endStatus()
                .build();
    }
}
