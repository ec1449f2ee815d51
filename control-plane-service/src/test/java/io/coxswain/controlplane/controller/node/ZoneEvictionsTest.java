package io.coxswain.controlplane.controller.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.controller.node.ZoneEvictions.Permission;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fast nodes that are not ready lose their Pods, zone by zone, with Kubernetes' rates. */
class ZoneEvictionsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final NodeLifecycleSettings SETTINGS =
            new NodeLifecycleSettings(Duration.ofSeconds(50), 0.1, 0.01, 50, 0.55);

    private final ZoneEvictions evictions = new ZoneEvictions(SETTINGS);

    private void zone(String zone, int ready, int notReady) {
        IntStream.range(0, ready).forEach(number -> evictions.observe(node(zone, "ready" + number), true));
        IntStream.range(0, notReady).forEach(number -> evictions.observe(node(zone, "lost" + number), false));
    }

    private static Node node(String zone, String name) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(zone + "-" + name)
                .addToLabels("topology.kubernetes.io/zone", zone)
                .endMetadata()
                .build();
    }

    @ParameterizedTest(name = "{0} ready, {1} not: {2}")
    @CsvSource({
        // ready, not ready, seconds until the second node; -1 never
        "9, 1, 10",
        "1, 2, 10", // two lost nodes are no disruption, whatever their part
        "10, 12, 10", // 54.5 percent
        "9, 11, -1", // 55 percent of a small zone
        "23, 27, 10", // 54 percent
        "20, 30, -1",
        "20, 31, 100", // 61 percent of a large zone: the secondary rate
    })
    void theRateFollowsFromHowMuchOfTheZoneIsGone(int ready, int notReady, int seconds) {
        zone("a", ready, notReady);
        Permission first = evictions.ask(node("a", "lost0"), false, START);
        Permission second = evictions.ask(node("a", "lost1"), false, START);
        if (seconds < 0) {
            assertThat(first).isEqualTo(new Permission.Withheld());
            return;
        }
        assertThat(first).isEqualTo(new Permission.Granted());
        if (notReady == 1) return;
        assertThat(second).isEqualTo(new Permission.Later(Duration.ofSeconds(seconds)));
        assertThat(evictions.ask(node("a", "lost1"), false, START.plusSeconds(seconds)))
                .isEqualTo(new Permission.Granted());
    }

    @Test
    void zonesHaveRatesOfTheirOwnAndOneThatIsGoneAsAWholeTheUsual() {
        zone("a", 5, 1);
        zone("b", 0, 4);
        assertThat(evictions.ask(node("a", "lost0"), false, START)).isEqualTo(new Permission.Granted());
        assertThat(evictions.ask(node("b", "lost0"), false, START)).isEqualTo(new Permission.Granted());
        assertThat(evictions.ask(node("b", "lost1"), false, START.plusSeconds(4)))
                .isEqualTo(new Permission.Later(Duration.ofSeconds(6)));
    }

    @Test
    void whereAllZonesAreGoneNothingIsEvictedAndWhatWasBegunIsUndone() {
        zone("a", 0, 3);
        zone("b", 0, 1);
        assertThat(evictions.ask(node("a", "lost0"), true, START)).isEqualTo(new Permission.Suspended());
        evictions.observe(node("b", "lost0"), true);
        assertThat(evictions.ask(node("a", "lost0"), true, START)).isEqualTo(new Permission.Granted());
        evictions.forget("b-lost0");
        assertThat(evictions.ask(node("a", "lost0"), true, START)).isEqualTo(new Permission.Suspended());
    }

    @Test
    void theFirstNodeThatIsLookedAtIsNotTakenForTheWholeCluster() {
        Node ready = new NodeBuilder(node("a", "ready0"))
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        evictions.seed(() -> List.of(ready, node("a", "lost0")));
        assertThat(evictions.ask(node("a", "lost0"), false, START)).isEqualTo(new Permission.Granted());
    }
}
