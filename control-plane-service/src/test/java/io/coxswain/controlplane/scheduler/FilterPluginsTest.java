package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.plugin.NodeAffinity;
import io.coxswain.model.NodeMatcher;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each filter with one node that suits and one that does not, and the words that it refuses with. */
class FilterPluginsTest {
    private static final String NONE = "0/1 nodes are available: 1 ";

    static Stream<Arguments> filters() {
        return Stream.of(
                row("unschedulable", "{'spec': {'unschedulable': true}}", "", "node(s) were unschedulable"),
                row(
                        "unschedulable, tolerated",
                        "{'spec': {'unschedulable': true}}",
                        "{'spec': {'tolerations': [{'key': 'node.kubernetes.io/unschedulable', 'operator': 'Exists'}]}}",
                        ""),
                row(
                        "tainted",
                        "{'spec': {'taints': [{'key': 'a', 'value': 'b', 'effect': 'NoSchedule'}]}}",
                        "",
                        "node(s) had untolerated taint(s)"),
                row(
                        "tainted with another value",
                        "{'spec': {'taints': [{'key': 'a', 'value': 'b', 'effect': 'NoExecute'}]}}",
                        "{'spec': {'tolerations': [{'key': 'a', 'value': 'c'}]}}",
                        "node(s) had untolerated taint(s)"),
                row(
                        "tainted and tolerated",
                        "{'spec': {'taints': [{'key': 'a', 'value': 'b', 'effect': 'NoSchedule'}]}}",
                        "{'spec': {'tolerations': [{'key': 'a', 'operator': 'Equal', 'value': 'b'}]}}",
                        ""),
                row("tainted softly", "{'spec': {'taints': [{'key': 'a', 'effect': 'PreferNoSchedule'}]}}", "", ""),
                row(
                        "selector",
                        "{'metadata': {'labels': {'disk': 'hdd'}}}",
                        "{'spec': {'nodeSelector': {'disk': 'ssd'}}}",
                        "node(s) didn't match Pod's node affinity/selector"),
                row(
                        "selector matches",
                        "{'metadata': {'labels': {'disk': 'ssd'}}}",
                        "{'spec': {'nodeSelector': {'disk': 'ssd'}}}",
                        ""),
                row("affinity In", "{'metadata': {'labels': {'size': '5'}}}", affinity("In", "'4', '5'"), ""),
                row(
                        "affinity NotIn",
                        "{'metadata': {'labels': {'size': '5'}}}",
                        affinity("NotIn", "'4', '5'"),
                        "node(s) didn't match Pod's node affinity/selector"),
                row("affinity Gt", "{'metadata': {'labels': {'size': '5'}}}", affinity("Gt", "'4'"), ""),
                row(
                        "affinity Lt",
                        "{'metadata': {'labels': {'size': '5'}}}",
                        affinity("Lt", "'4'"),
                        "node(s) didn't match Pod's node affinity/selector"),
                row("affinity DoesNotExist", "", affinity("DoesNotExist", ""), ""),
                row("another node by name", "", byName("elsewhere"), "node(s) didn't satisfy plugin(s) [NodeAffinity]"),
                row("this node by name", "", byName("one"), ""),
                row(
                        "node name",
                        "",
                        "{'spec': {'nodeName': 'elsewhere'}}",
                        "node(s) didn't match the requested node name"),
                row("cpu", "", requests("'cpu': '5'"), "Insufficient cpu"),
                row("memory", "", requests("'memory': '9Gi'"), "Insufficient memory"),
                row("ephemeral storage", "", requests("'ephemeral-storage': '1Gi'"), "Insufficient ephemeral-storage"),
                row(
                        "extended resource",
                        "{'status': {'allocatable': {'example.com/foo': '2'}}}",
                        requests("'example.com/foo': '3'"),
                        "Insufficient example.com/foo"),
                row(
                        "extended resource that is there",
                        "{'status': {'allocatable': {'example.com/foo': '3'}}}",
                        requests("'example.com/foo': '3'"),
                        ""),
                row("no room", "{'status': {'allocatable': {'pods': '0'}}}", "", "Too many pods"),
                row(
                        "init container alone",
                        "",
                        "{'spec': {'initContainers': [{'name': 'i', 'resources': {'requests': {'cpu': '5'}}}],"
                                + " 'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '1'}}}]}}",
                        "Insufficient cpu"),
                row(
                        "sidecar beside container",
                        "",
                        "{'spec': {'initContainers': [{'name': 's', 'restartPolicy': 'Always',"
                                + " 'resources': {'requests': {'cpu': '3'}}}],"
                                + " 'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '2'}}}]}}",
                        "Insufficient cpu"),
                row(
                        "Pod-level resources count instead of the containers'",
                        "",
                        "{'spec': {'resources': {'requests': {'cpu': '1'}},"
                                + " 'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '9'}}}]}}",
                        ""),
                row("overhead", "", "{'spec': {'overhead': {'cpu': '5'}}}", "Insufficient cpu"));
    }

    private static Arguments row(String what, String node, String pod, String refusal) {
        return Arguments.of(what, node, pod, refusal);
    }

    private static String affinity(String operator, String values) {
        return "{'spec': {'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " {'nodeSelectorTerms': [{'matchExpressions': [{'key': 'size', 'operator': '" + operator
                + "', 'values': [" + values + "]}]}]}}}}}";
    }

    private static String byName(String name) {
        return "{'spec': {'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " {'nodeSelectorTerms': [{'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['"
                + name + "']}]}]}}}}}";
    }

    private static String requests(String amounts) {
        return "{'spec': {'containers': [{'name': 'c', 'resources': {'requests': {" + amounts + "}}}]}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filters")
    void admitsOrRefusesInKubernetesWords(String what, String node, String pod, String refusal) {
        var cluster = new TestCluster().node("one", node);
        assertThat(cluster.placed("web", pod)).as(what).isEqualTo(refusal.isEmpty() ? "one" : NONE + refusal + ".");
    }

    @Test
    void countsTheReasonsOfAllNodes() {
        var cluster = new TestCluster();
        assertThat(cluster.placed("web", "")).isEqualTo("no nodes available to schedule pods");
        cluster.node("small", "{'status': {'allocatable': {'cpu': '500m'}}}")
                .node("smaller", "{'status': {'allocatable': {'cpu': '100m', 'memory': '1'}}}")
                .node("tainted", "{'spec': {'taints': [{'key': 'a', 'effect': 'NoSchedule'}]}}");
        assertThat(cluster.placed("web", requests("'cpu': '1', 'memory': '2'")))
                .isEqualTo("0/3 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint(s),"
                        + " 2 Insufficient cpu.");
    }

    @Test
    void aProfileAddsAffinityOfItsOwn() {
        var cluster = new TestCluster().node("one", "").node("two", "{'metadata': {'labels': {'pool': 'a'}}}");
        cluster.plugins.replaceAll(plugin -> plugin instanceof NodeAffinity
                ? new NodeAffinity(NodeMatcher.of(new NodeSelectorBuilder()
                        .addNewNodeSelectorTerm()
                        .addNewMatchExpression()
                        .withKey("pool")
                        .withOperator("Exists")
                        .endMatchExpression()
                        .endNodeSelectorTerm()
                        .build()))
                : plugin);
        assertThat(cluster.placed("web", "")).isEqualTo("two");
        cluster.nodes.remove("two");
        assertThat(cluster.placed("web", ""))
                .isEqualTo(NONE + "node(s) didn't match scheduler-enforced node affinity.");
    }

    /**
     * [sig-scheduling] SchedulerPredicates [Serial] validates that there exists conflict between pods with same
     * hostPort and protocol but one using 0.0.0.0 hostIP
     */
    @Test
    void hostPortsClashByAddressAndProtocol() {
        var cluster = new TestCluster().node("one", "").running("first", "one", port("", "TCP"));
        String refused = NONE + "node(s) didn't have free ports for the requested pod ports.";
        assertThat(cluster.placed("same", port("127.0.0.1", "TCP"))).isEqualTo(refused);
        assertThat(cluster.placed("protocol", port("127.0.0.1", "UDP"))).isEqualTo("one");
        cluster.nodes.displace("first");
        cluster.running("first", "one", port("127.0.0.2", "TCP"));
        assertThat(cluster.placed("address", port("127.0.0.1", "TCP"))).isEqualTo("one");
        assertThat(cluster.placed("any", port("0.0.0.0", "TCP"))).isEqualTo(refused);
    }

    private static String port(String address, String protocol) {
        return "{'spec': {'containers': [{'name': 'c', 'ports': [{'containerPort': 80, 'hostPort': 8080, 'hostIP': '"
                + address + "', 'protocol': '" + protocol + "'}]}]}}";
    }

    @Test
    void whatRunsTakesItsShare() {
        var cluster = new TestCluster().node("one", "").running("there", "one", requests("'cpu': '3'"));
        assertThat(cluster.placed("web", requests("'cpu': '2'"))).isEqualTo(NONE + "Insufficient cpu.");
        cluster.nodes.displace("there");
        assertThat(cluster.placed("web", requests("'cpu': '2'"))).isEqualTo("one");
    }

    @Test
    void ofManyNodesOnlyAPartIsLookedAt() {
        assertThat(SchedulingCycle.enough(50, 0)).isEqualTo(50);
        assertThat(SchedulingCycle.enough(150, 0)).isEqualTo(100);
        assertThat(SchedulingCycle.enough(1000, 0)).isEqualTo(420);
        assertThat(SchedulingCycle.enough(5000, 0)).isEqualTo(500);
        assertThat(SchedulingCycle.enough(5000, 50)).isEqualTo(2500);
        assertThat(SchedulingCycle.enough(5000, 100)).isEqualTo(5000);
    }
}
