package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterPodAffinityTest {
    private static final String NOT_WITH = "node(s) didn't match pod affinity rules";
    private static final String NOT_AWAY = "node(s) didn't match pod anti-affinity rules";
    private static final String OPPOSED = "node(s) didn't satisfy existing pods anti-affinity rules";

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void twoZones() {
        cluster.node("a1", zone("a")).node("a2", zone("a")).node("b1", zone("b"));
    }

    private static String zone(String zone) {
        return "{'metadata': {'labels': {'zone': '" + zone + "'}}}";
    }

    private static String labelled(String app) {
        return "{'metadata': {'labels': {'app': '" + app + "'}}}";
    }

    private static String required(String kind, String app, String key, String more) {
        return "{'metadata': {'labels': {'app': 'web'}}, 'spec': {'affinity': {'" + kind
                + "': {'requiredDuringSchedulingIgnoredDuringExecution': [{'labelSelector': {'matchLabels': {'app': '"
                + app + "'}}, 'topologyKey': '" + key + "'" + more + "}]}}}}";
    }

    private static String preferred(String kind, String app, int weight) {
        return "{'spec': {'affinity': {'" + kind
                + "': {'preferredDuringSchedulingIgnoredDuringExecution': [{'weight': " + weight
                + ", 'podAffinityTerm': {'labelSelector': {'matchLabels': {'app': '" + app
                + "'}}, 'topologyKey': 'zone'}}]}}}}";
    }

    private static String all(String reason) {
        return "0/3 nodes are available: 3 " + reason + ".";
    }

    @Test
    void comesToBeWithOthersOfItsZone() {
        String wants = required("podAffinity", "db", "zone", "");
        assertThat(cluster.placed("web", wants)).isEqualTo(all(NOT_WITH));
        cluster.running("db", "b1", labelled("db"));
        assertThat(cluster.placed("web", wants)).isEqualTo("b1");
        cluster.nodes.displace("db");
        assertThat(cluster.placed("web", wants)).isEqualTo(all(NOT_WITH));
    }

    @Test
    void theFirstOfThoseThatWantToBeTogetherGoesAnywhere() {
        String wants = required("podAffinity", "web", "zone", "");
        assertThat(cluster.placed("first", wants)).isIn("a1", "a2", "b1");
        cluster.running("first", "a2", wants);
        assertThat(cluster.placed("second", wants)).isIn("a1", "a2");
    }

    @Test
    void aNodeWithoutTheLabelIsNoPlaceToBeTogether() {
        cluster.node("bare", "");
        assertThat(cluster.placed("web", required("podAffinity", "web", "zone", "")))
                .isIn("a1", "a2", "b1");
    }

    @Test
    void staysAwayAndIsKeptAway() {
        cluster.running("db", "a1", labelled("db"));
        assertThat(cluster.placed("web", required("podAntiAffinity", "db", "zone", "")))
                .isEqualTo("b1");
        cluster.running("other", "b1", required("podAntiAffinity", "front", "zone", ""));
        assertThat(cluster.placed("front", labelled("front"))).isIn("a1", "a2");
        cluster.running("third", "a1", required("podAntiAffinity", "front", "zone", ""));
        assertThat(cluster.placed("front", labelled("front"))).isEqualTo(all(OPPOSED));
        cluster.running("db2", "b1", labelled("db"));
        assertThat(cluster.placed("web", required("podAntiAffinity", "db", "zone", "")))
                .isEqualTo(all(NOT_AWAY));
        cluster.nodes.displace("other");
        assertThat(cluster.placed("front", labelled("front"))).isEqualTo("b1");
    }

    @Test
    void otherNamespacesCountWhereTheTermPicksThem() {
        cluster.namespace("team", Map.of("kind", "prod"));
        cluster.running("db", "b1", "{'metadata': {'namespace': 'team', 'labels': {'app': 'db'}}}");
        assertThat(cluster.placed("web", required("podAffinity", "db", "zone", "")))
                .isEqualTo(all(NOT_WITH));
        assertThat(cluster.placed("web", required("podAffinity", "db", "zone", ", 'namespaces': ['team']")))
                .isEqualTo("b1");
        assertThat(cluster.placed(
                        "web",
                        required(
                                "podAffinity",
                                "db",
                                "zone",
                                ", 'namespaceSelector': {'matchLabels': {'kind': 'prod'}}")))
                .isEqualTo("b1");
        assertThat(cluster.placed("web", required("podAffinity", "db", "zone", ", 'namespaceSelector': {}")))
                .isEqualTo("b1");
    }

    @Test
    void matchLabelKeysTellRevisionsApart() {
        cluster.running("old", "b1", "{'metadata': {'labels': {'app': 'web', 'rev': '1'}}}");
        String fresh = required("podAntiAffinity", "web", "zone", ", 'matchLabelKeys': ['rev']")
                .replace("'app': 'web'}}, 'spec'", "'app': 'web', 'rev': '2'}}, 'spec'");
        cluster.running("other", "a1", "{'metadata': {'labels': {'app': 'web', 'rev': '2'}}}");
        assertThat(cluster.placed("new", fresh)).isEqualTo("b1");
    }

    @Test
    void preferencesCountFromBothSides() {
        cluster.running("db", "b1", labelled("db"));
        assertThat(cluster.placed("web", preferred("podAffinity", "db", 100))).isEqualTo("b1");
        assertThat(cluster.placed("web", preferred("podAntiAffinity", "db", 100)))
                .isIn("a1", "a2");
        cluster.nodes.displace("db");
        cluster.running("shy", "a1", preferred("podAntiAffinity", "web", 100));
        assertThat(cluster.placed("web", labelled("web"))).isEqualTo("b1");
    }

    @Test
    void countsFollowRelabelledAndRemovedNodes() {
        String wants = required("podAffinity", "db", "zone", "");
        cluster.running("db", "b1", labelled("db"));
        assertThat(cluster.placed("web", wants)).isEqualTo("b1");
        cluster.node("b1", zone("a"));
        assertThat(cluster.placed("web", wants)).isIn("a1", "a2", "b1");
        cluster.nodes.remove("b1");
        assertThat(cluster.placed("web", wants)).isEqualTo("0/2 nodes are available: 2 " + NOT_WITH + ".");
    }
}
