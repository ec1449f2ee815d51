package io.coxswain.controlplane.controller.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

/** Which of the Pods that have ended go when there are too many. */
class EndedPodsTest {
    private static Pod pod(String name, String created, String phase, String reason) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("n")
                .withUid(name)
                .withCreationTimestamp(created)
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .withReason(reason)
                .endStatus()
                .build();
    }

    @Test
    void evictedOnesGoFirstThenTheOldest() {
        var ended = new EndedPods(2);
        assertThat(ended.note(pod("old", "2026-01-01T00:00:00Z", "Succeeded", "")))
                .isEmpty();
        assertThat(ended.note(pod("evicted", "2026-01-03T00:00:00Z", "Failed", "Evicted")))
                .isEmpty();
        assertThat(ended.note(pod("runs", "2025-01-01T00:00:00Z", "Running", "")))
                .isEmpty();
        assertThat(ended.note(pod("new", "2026-01-02T00:00:00Z", "Failed", "")))
                .extracting(EndedPods.Ended::uid)
                .containsExactly("evicted");
        assertThat(ended.note(pod("new", "2026-01-02T00:00:00Z", "Failed", ""))).isEmpty();
        assertThat(ended.note(pod("newer", "2026-01-04T00:00:00Z", "Failed", "")))
                .extracting(EndedPods.Ended::uid)
                .containsExactly("old");
        ended.forget(new ObjectKey("n", "newer"));
        assertThat(ended.note(pod("last", "2026-01-05T00:00:00Z", "Failed", "")))
                .isEmpty();
    }

    @Test
    void withoutAThresholdAllStay() {
        var ended = new EndedPods(0);
        assertThat(ended.note(pod("a", "2026-01-01T00:00:00Z", "Failed", ""))).isEmpty();
        assertThat(ended.note(pod("b", "2026-01-01T00:00:00Z", "Failed", ""))).isEmpty();
    }
}
