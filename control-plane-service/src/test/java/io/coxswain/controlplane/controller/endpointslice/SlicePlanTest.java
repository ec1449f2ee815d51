package io.coxswain.controlplane.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SlicePlanTest {
    private final Service service = new ServiceBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .withUid("service-uid")
            .endMetadata()
            .withNewSpec()
            .addToSelector("app", "web")
            .addNewPort()
            .withName("http")
            .withPort(80)
            .withTargetPort(new IntOrString("web"))
            .endPort()
            .endSpec()
            .build();

    @Test
    void aHundredEndpointsASliceAndNoWriteWhenNothingChanged() {
        List<Pod> pods = pods(250);
        SlicePlan plan = SlicePlan.of(service, pods, List.of());
        assertThat(plan.create()).hasSize(3);
        assertThat(plan.create())
                .extracting(slice -> slice.path("endpoints").size())
                .containsExactly(100, 100, 50);
        ObjectNode first = plan.create().getFirst();
        assertThat(first.path("ports").toString())
                .isEqualTo("[{\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"}]");
        assertThat(Metadata.labels(first))
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");

        List<EndpointSlice> stored = stored(plan);
        SlicePlan again = SlicePlan.of(service, pods.reversed(), stored);
        assertThat(again.create()).isEmpty();
        assertThat(again.update()).isEmpty();
        assertThat(again.delete()).isEmpty();
    }

    @Test
    void oneChangedPodChangesOneSliceAndNewOnesFillTheRoom() {
        List<Pod> pods = new ArrayList<>(pods(150));
        List<EndpointSlice> stored = stored(SlicePlan.of(service, pods, List.of()));
        pods.set(7, pod(7, false));
        assertThat(SlicePlan.of(service, pods, stored).update()).hasSize(1);
        pods.set(7, pod(7, true));
        pods.add(pod(1000, true));
        SlicePlan more = SlicePlan.of(service, pods, stored);
        assertThat(more.create()).isEmpty();
        assertThat(more.update()).hasSize(1);
        assertThat(more.update().getFirst().path("endpoints")).hasSize(51);
    }

    @Test
    void withoutEndpointsOneEmptySliceStays() {
        List<EndpointSlice> stored = stored(SlicePlan.of(service, pods(150), List.of()));
        SlicePlan plan = SlicePlan.of(service, List.of(), stored);
        assertThat(plan.update()).hasSize(1);
        assertThat(plan.update().getFirst().path("endpoints")).isEmpty();
        assertThat(plan.delete()).hasSize(1);
        List<EndpointSlice> empty = stored(SlicePlan.of(service, List.of(), List.of()));
        SlicePlan again = SlicePlan.of(service, List.of(), empty);
        assertThat(again.update()).isEmpty();
        assertThat(again.create()).isEmpty();
    }

    @Test
    void aTerminatingPodServesButIsNotReady() {
        Pod pod = new PodBuilder(pod(1, true))
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(PodEndpoints.endpoint(service, pod).path("conditions").toString())
                .isEqualTo("{\"ready\":false,\"serving\":true,\"terminating\":true}");
        Service publishing = new ServiceBuilder(service)
                .editSpec()
                .withPublishNotReadyAddresses(true)
                .endSpec()
                .build();
        assertThat(PodEndpoints.endpoint(publishing, pod(1, false))
                        .path("conditions")
                        .path("ready")
                        .asBoolean(false))
                .isTrue();
    }

    private static List<Pod> pods(int count) {
        return IntStream.range(0, count).mapToObj(at -> pod(at, true)).toList();
    }

    private static Pod pod(int number, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web-" + number)
                .withNamespace("default")
                .withUid("uid-" + number)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node")
                .addNewContainer()
                .withName("web")
                .addNewPort()
                .withName("web")
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("10.244." + number / 250 + "." + number % 250)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static List<EndpointSlice> stored(SlicePlan plan) {
        var stored = new ArrayList<EndpointSlice>();
        for (ObjectNode slice : plan.create()) {
            ObjectNode named = slice.deepCopy();
            Metadata.of(named).put("name", "web-" + stored.size()).put("uid", "slice-" + stored.size());
            stored.add(Json.view(named, EndpointSlice.class));
        }
        return stored;
    }
}
