package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.plugin.PodTopologySpread;
import io.coxswain.model.LabelSelector;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodTopologySpreadTest {
    private static final String UNEVEN = "node(s) didn't match pod topology spread constraints";
    private static final String WEB = "{'metadata': {'labels': {'app': 'web'}}}";

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void twoZones() {
        cluster.node("a1", zone("a")).node("a2", zone("a")).node("b1", zone("b"));
    }

    private static String zone(String zone) {
        return "{'metadata': {'labels': {'zone': '" + zone + "'}}}";
    }

    private static String spread(String more) {
        return "{'metadata': {'labels': {'app': 'web'}}, 'spec': {'topologySpreadConstraints': [{'maxSkew': 1,"
                + " 'topologyKey': 'zone', 'whenUnsatisfiable': 'DoNotSchedule', 'labelSelector': {'matchLabels':"
                + " {'app': 'web'}}" + more + "}]}}";
    }

    @Test
    void keepsTheSkew() {
        cluster.running("one", "a1", WEB);
        assertThat(cluster.placed("two", spread(""))).isEqualTo("b1");
        cluster.running("two", "b1", WEB);
        assertThat(cluster.placed("three", spread(""))).isIn("a1", "a2", "b1");
    }

    @Test
    void aNodeWithoutTheLabelIsRefused() {
        cluster.nodes.remove("a1");
        cluster.nodes.remove("a2");
        cluster.node("b1", "");
        assertThat(cluster.placed("one", spread("")))
                .isEqualTo("0/1 nodes are available: 1 " + UNEVEN + " (missing required label).");
    }

    @Test
    void endingPodsAndOtherNamespacesAreNotCounted() {
        cluster.running(
                "ending",
                "a1",
                "{'metadata': {'labels': {'app': 'web'}, 'deletionTimestamp': '2026-01-01T00:00:00Z'}}");
        cluster.running("elsewhere", "a1", "{'metadata': {'namespace': 'other', 'labels': {'app': 'web'}}}");
        cluster.running("one", "b1", WEB);
        assertThat(cluster.placed("two", spread(""))).isIn("a1", "a2");
    }

    @Test
    void tooFewDomainsCountAsEmpty() {
        cluster.running("one", "a1", WEB).running("two", "b1", WEB);
        assertThat(cluster.placed("three", spread(", 'minDomains': 3")))
                .isEqualTo("0/3 nodes are available: 3 " + UNEVEN + ".");
    }

    @Test
    void nodesThatThePodCannotUseAreCountedOrNotAsItSays() {
        cluster.node(
                "b1",
                "{'metadata': {'labels': {'zone': 'b'}}, 'spec': {'taints': [{'key': 'x', 'effect': 'NoSchedule'}]}}");
        cluster.running("one", "a1", WEB);
        assertThat(cluster.placed("two", spread("")))
                .isEqualTo("0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 " + UNEVEN + ".");
        assertThat(cluster.placed("two", spread(", 'nodeTaintsPolicy': 'Honor'")))
                .isIn("a1", "a2");
        String inA = spread("").replace("'spec': {", "'spec': {'nodeSelector': {'zone': 'a'}, ");
        assertThat(cluster.placed("two", inA)).isIn("a1", "a2");
        String counted = spread(", 'nodeAffinityPolicy': 'Ignore'")
                .replace("'spec': {", "'spec': {'nodeSelector': {'zone': 'a'}, ");
        assertThat(cluster.placed("two", counted)).startsWith("0/3 nodes are available:");
    }

    @Test
    void matchLabelKeysTellRevisionsApart() {
        cluster.running("old", "a1", "{'metadata': {'labels': {'app': 'web', 'rev': '1'}}}");
        cluster.running("new", "b1", "{'metadata': {'labels': {'app': 'web', 'rev': '2'}}}");
        String fresh = spread(", 'matchLabelKeys': ['rev']").replaceFirst("'app': 'web'", "'app': 'web', 'rev': '2'");
        assertThat(cluster.placed("next", fresh)).isIn("a1", "a2");
    }

    @Test
    void wishesAndDefaultsPreferTheEmptierDomain() {
        String wish = spread("").replace("DoNotSchedule", "ScheduleAnyway");
        cluster.running("one", "a1", WEB).running("two", "a2", WEB);
        assertThat(cluster.score(wish, "b1", "PodTopologySpread"))
                .isGreaterThan(cluster.score(wish, "a1", "PodTopologySpread"));
        cluster.plugins.replaceAll(plugin -> plugin instanceof PodTopologySpread
                ? new PodTopologySpread(true, _ -> Optional.of(LabelSelector.ofLabels(Map.of("app", "web"))))
                : plugin);
        assertThat(cluster.placed("plain", WEB)).isEqualTo("b1");
    }
}
