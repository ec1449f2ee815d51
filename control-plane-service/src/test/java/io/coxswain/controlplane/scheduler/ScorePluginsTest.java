package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScorePluginsTest {
    private static final String HALF_CPU =
            "{'spec': {'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '2', 'memory': '4Gi'}}}]}}";

    private final TestCluster cluster = new TestCluster();

    private long score(String pod, String node, String plugin) {
        return cluster.score(pod, node, plugin);
    }

    @Test
    void leastAllocatedCountsTheShareThatStaysFree() {
        cluster.node("idle", "").node("busy", "").running("there", "busy", HALF_CPU);
        assertThat(score(HALF_CPU, "idle", "NodeResourcesFit")).isEqualTo(50);
        assertThat(score(HALF_CPU, "busy", "NodeResourcesFit")).isZero();
        assertThat(cluster.placed("web", HALF_CPU)).isEqualTo("idle");
    }

    @Test
    void balancedAllocationCountsTheDistanceOfTheShares() {
        cluster.node("even", "").node("odd", "{'status': {'allocatable': {'memory': '4Gi'}}}");
        assertThat(score(HALF_CPU, "even", "NodeResourcesBalancedAllocation")).isEqualTo(100);
        assertThat(score(HALF_CPU, "odd", "NodeResourcesBalancedAllocation")).isEqualTo(75);
        assertThat(score("", "even", "NodeResourcesBalancedAllocation")).isEqualTo(-1);
    }

    @Test
    void softTaintsAreAvoided() {
        cluster.node("clean", "").node("tainted", "{'spec': {'taints': [{'key': 'a', 'effect': 'PreferNoSchedule'}]}}");
        assertThat(score("", "clean", "TaintToleration")).isEqualTo(300);
        assertThat(score("", "tainted", "TaintToleration")).isZero();
    }

    @Test
    void preferredNodeAffinityCountsByWeight() {
        cluster.node("x", "{'metadata': {'labels': {'x': '1'}}}").node("y", "{'metadata': {'labels': {'y': '1'}}}");
        String wishes = "{'spec': {'affinity': {'nodeAffinity': {'preferredDuringSchedulingIgnoredDuringExecution': ["
                + "{'weight': 10, 'preference': {'matchExpressions': [{'key': 'x', 'operator': 'Exists'}]}},"
                + "{'weight': 5, 'preference': {'matchExpressions': [{'key': 'y', 'operator': 'Exists'}]}}]}}}}";
        assertThat(score(wishes, "x", "NodeAffinity")).isEqualTo(200);
        assertThat(score(wishes, "y", "NodeAffinity")).isEqualTo(100);
    }

    @Test
    void imagesThatAreThereCountByTheirSize() {
        cluster.node("has", "{'status': {'images': [{'names': ['example.com/app:1'], 'sizeBytes': 2000000000}]}}")
                .node("lacks", "");
        String app = "{'spec': {'containers': [{'name': 'c', 'image': 'example.com/app:1'}]}}";
        assertThat(score(app, "has", "ImageLocality")).isGreaterThan(90);
        assertThat(score(app, "lacks", "ImageLocality")).isZero();
        assertThat(score("{'spec': {'containers': [{'name': 'c', 'image': 'other'}]}}", "has", "ImageLocality"))
                .isEqualTo(-1);
    }
}
