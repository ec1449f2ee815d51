package io.coxswain.node.server;

import io.coxswain.node.stats.UsageSampler;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Supplier;

/** The registry of pages. */
public final class KubeletPages {
    private final List<KubeletPage> all;

    /**
     * @param memoryBytes what the machine has
     * @param pods those of this node
     */
    public KubeletPages(
            String nodeName,
            long cpuMillis,
            long memoryBytes,
            Supplier<List<Pod>> pods,
            UsageSampler usage,
            PodStartTimes starts) {
        all = List.of(
                new HealthPage(),
                new PodsPage(pods),
                new StatsSummaryPage(nodeName, memoryBytes, usage),
                new ResourceMetricsPage(usage),
                new ContainerMetricsPage(cpuMillis, memoryBytes, usage),
                new KubeletMetricsPage(nodeName, pods, starts));
    }

    List<KubeletPage> all() {
        return all;
    }
}
