package io.coxswain.node.server;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The kubelet's own metrics under Kubernetes' names. */
record KubeletMetricsPage(String nodeName, Supplier<List<Pod>> pods, PodStartTimes starts) implements KubeletPage {
    private enum State {
        CREATED,
        EXITED,
        RUNNING
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Pod> there = pods.get();
        long running = there.stream()
                .filter(pod -> statuses(pod).anyMatch(status -> state(status) == State.RUNNING))
                .count();
        var containers =
                GaugeSnapshot.builder().name("kubelet_running_containers").help("Number of containers by their state");
        for (State state : State.values()) {
            long count = there.stream()
                    .flatMap(KubeletMetricsPage::statuses)
                    .filter(status -> state(status) == state)
                    .count();
            String name = state.name().toLowerCase(Locale.ROOT);
            containers.dataPoint(point(Labels.of("container_state", name), count));
        }
        Answers.metrics(
                request,
                response,
                MetricSnapshots.of(
                        gauge("kubelet_node_name", "The node's name", Labels.of("node", nodeName), 1),
                        gauge("kubelet_running_pods", "Number of Pods with a running container", Labels.EMPTY, running),
                        gauge("kubelet_desired_pods", "Number of Pods given to this node", Labels.EMPTY, there.size()),
                        containers.build(),
                        starts.snapshot()));
    }

    private static GaugeSnapshot gauge(String name, String help, Labels labels, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(labels, value))
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        if (pod.getStatus() == null) return Stream.of();
        return Stream.of(
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getContainerStatuses(),
                        pod.getStatus().getEphemeralContainerStatuses())
                .flatMap(List::stream);
    }

    private static State state(ContainerStatus status) {
        ContainerState state = status.getState();
        if (state != null && state.getRunning() != null) return State.RUNNING;
        return state != null && state.getTerminated() != null ? State.EXITED : State.CREATED;
    }
}
