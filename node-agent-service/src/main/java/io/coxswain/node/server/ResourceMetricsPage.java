package io.coxswain.node.server;

import io.coxswain.node.stats.ContainerUsage;
import io.coxswain.node.stats.GroupUsage;
import io.coxswain.node.stats.NodeUsage;
import io.coxswain.node.stats.PodUsage;
import io.coxswain.node.stats.UsageSampler;
import io.prometheus.metrics.model.snapshots.Labels;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Processor and memory alone, which autoscalers scrape. */
record ResourceMetricsPage(UsageSampler usage) implements KubeletPage {
    private static final double NANOS = 1e9;

    @Override
    public String path() {
        return "/metrics/resource";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        NodeUsage now = usage.withoutSizes();
        var families = new Families(now.at());
        add(families, "node", now.machine(), Labels.EMPTY);
        for (PodUsage pod : now.pods()) {
            Labels ofPod = Labels.of("namespace", pod.namespace(), "pod", pod.name());
            add(families, "pod", pod.group(), ofPod);
            for (ContainerUsage container : pod.containers()) {
                Labels labels = ofPod.merge(Labels.of("container", container.name()));
                add(families, "container", container.group(), labels);
                families.gauge(
                        "container_start_time_seconds",
                        "Start time of the container since the epoch",
                        labels,
                        container.group().since().getEpochSecond());
            }
        }
        families.gauge("resource_scrape_error", "1 if the figures could not be read", Labels.EMPTY, 0);
        Answers.metrics(request, response, families.snapshots());
    }

    private static void add(Families families, String of, GroupUsage group, Labels labels) {
        families.counter(
                of + "_cpu_usage_seconds",
                "Processor time used by the " + of,
                labels,
                group.figures().cpu().usageNanos() / NANOS);
        families.gauge(
                of + "_memory_working_set_bytes",
                "Working set of the " + of,
                labels,
                group.figures().memory().workingSet());
        families.gauge(
                of + "_swap_usage_bytes",
                "Swap used by the " + of,
                labels,
                group.figures().memory().swap());
    }
}
