package io.coxswain.controlplane.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionOrderTest {
    @Test
    void whatServesLeastGoesFirst() {
        Pod unassigned = pod("unassigned", "", "Pending", "", "");
        Pod pending = pod("pending", "a", "Pending", "", "");
        Pod notReady = pod("not-ready", "a", "Running", "", "");
        Pod cheap = pod("cheap", "b", "Running", "2026-01-01T00:00:00Z", "-10");
        Pod crowded = pod("crowded", "a", "Running", "2026-01-01T00:00:00Z", "");
        Pod young = pod("young", "b", "Running", "2026-01-02T00:00:00Z", "");
        Pod old = pod("old", "b", "Running", "2026-01-01T00:00:00Z", "");
        Pod dear = pod("dear", "a", "Running", "2026-01-03T00:00:00Z", "10");

        var sorted = List.of(dear, old, crowded, notReady, young, unassigned, cheap, pending).stream()
                .sorted(new DeletionOrder(Map.of("a", 3, "b", 2)))
                .toList();

        assertThat(sorted).containsExactly(unassigned, pending, notReady, cheap, crowded, young, old, dear);
    }

    private static Pod pod(String name, String node, String phase, String readySince, String cost) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .withAnnotations(cost.isEmpty() ? Map.of() : Map.of("controller.kubernetes.io/pod-deletion-cost", cost))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
        if (readySince.isEmpty()) return pod.build();
        return pod.editStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime(readySince)
                .endCondition()
                .endStatus()
                .build();
    }
}
