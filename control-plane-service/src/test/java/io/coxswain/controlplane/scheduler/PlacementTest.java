package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.plugin.ClusterEvent;
import io.coxswain.controlplane.scheduler.plugin.NodeInfo;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesFit;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final Placement placement = new Placement(SchedulerPlugins.FILTERS, SchedulerPlugins.SCORES);

    @Test
    void tellsWhyNoNodeFitsInKubernetesWords() {
        assertThat(choose(pod("web", "1")))
                .isEqualTo(new Placement.Choice.None("no nodes available to schedule pods", Set.of()));
        snapshot.put(node("small", "500m", "10").build());
        snapshot.put(node("full", "4", "0").build());
        snapshot.put(node("cordoned", "4", "10")
                .editOrNewSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        snapshot.put(node("tainted", "4", "10")
                .editOrNewSpec()
                .addNewTaint()
                .withKey("dedicated")
                .withValue("db")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build());
        assertThat(choose(pod("web", "1")))
                .isEqualTo(new Placement.Choice.None(
                        "0/4 nodes are available: 1 Insufficient cpu, 1 Too many pods,"
                                + " 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable.",
                        Set.of("NodeResourcesFit", "NodeUnschedulable", "TaintToleration")));
    }

    @Test
    void anAssumedPodCountsUntilItIsGivenUp() {
        snapshot.put(node("one", "1", "10").build());
        PodInfo first = pod("first", "600m");
        snapshot.assume(first, "one");
        assertThat(choose(pod("second", "600m"))).isInstanceOf(Placement.Choice.None.class);
        snapshot.giveUp(first);
        assertThat(choose(pod("second", "600m"))).isEqualTo(new Placement.Choice.Node("one"));
        snapshot.place(first, "one");
        snapshot.giveUp(first);
        assertThat(choose(pod("second", "600m"))).isInstanceOf(Placement.Choice.None.class);
        assertThat(snapshot.displace(first.uid())).isEqualTo("one");
        assertThat(choose(pod("second", "600m"))).isEqualTo(new Placement.Choice.Node("one"));
    }

    @Test
    void prefersTheEmptierNodeAndObeysTheSelector() {
        snapshot.put(node("busy", "4", "10").build());
        snapshot.put(node("idle", "4", "10").build());
        snapshot.place(pod("there", "2"), "busy");
        assertThat(choose(pod("web", "100m"))).isEqualTo(new Placement.Choice.Node("idle"));
        Pod bound = new PodBuilder(pod("web", "100m").pod())
                .editSpec()
                .addToNodeSelector("kubernetes.io/hostname", "busy")
                .endSpec()
                .build();
        assertThat(choose(PodInfo.of(bound))).isEqualTo(new Placement.Choice.Node("busy"));
    }

    @Test
    void twoPodsCannotHaveTheSamePortOfANode() {
        snapshot.put(node("one", "4", "10").build());
        Pod web = new PodBuilder(pod("web", "100m").pod())
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(80)
                .withHostPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        snapshot.place(PodInfo.of(web), "one");
        Pod other = new PodBuilder(web)
                .editMetadata()
                .withUid("other")
                .endMetadata()
                .build();
        assertThat(choose(PodInfo.of(other)))
                .isEqualTo(new Placement.Choice.None(
                        "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
                        Set.of("NodePorts")));
    }

    @Test
    void ofManyNodesOnlyAPartIsLookedAt() {
        assertThat(Placement.enough(50)).isEqualTo(50);
        assertThat(Placement.enough(150)).isEqualTo(100);
        assertThat(Placement.enough(1000)).isEqualTo(420);
        assertThat(Placement.enough(5000)).isEqualTo(500);
    }

    @Test
    void onlyANodeWithRoomWakesAPodThatLacksCpu() {
        var fit = new NodeResourcesFit();
        NodeInfo small = snapshot.put(node("small", "1", "10").build());
        NodeInfo large = snapshot.put(node("large", "8", "10").build());
        PodInfo pod = pod("web", "2");
        assertThat(fit.mayHelp(pod, new ClusterEvent.NodeAdded(small))).isFalse();
        assertThat(fit.mayHelp(pod, new ClusterEvent.NodeAdded(large))).isTrue();
        assertThat(fit.mayHelp(pod, new ClusterEvent.PodGone("small"))).isTrue();
    }

    private Placement.Choice choose(PodInfo pod) {
        return snapshot.read(nodes -> placement.choose(pod, nodes));
    }

    static NodeBuilder node(String name, String cpu, String pods) {
        return new NodeBuilder(new Node())
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .withNewStatus()
                .withAllocatable(
                        Map.of("cpu", new Quantity(cpu), "memory", new Quantity("8Gi"), "pods", new Quantity(pods)))
                .endStatus();
    }

    static PodInfo pod(String name, String cpu) {
        return PodInfo.of(new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
    }
}
