package io.coxswain.node.server;

import io.coxswain.node.cgroup.CpuFigures;
import io.coxswain.node.cgroup.DeviceFigures;
import io.coxswain.node.cgroup.MemoryFigures;
import io.coxswain.node.stats.ContainerUsage;
import io.coxswain.node.stats.GroupUsage;
import io.coxswain.node.stats.InterfaceFigures;
import io.coxswain.node.stats.NodeUsage;
import io.coxswain.node.stats.PodUsage;
import io.coxswain.node.stats.UsageSampler;
import io.prometheus.metrics.model.snapshots.Labels;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** All figures of all groups under cAdvisor's names and labels, which dashboards read. */
record ContainerMetricsPage(long cpuMillis, long memoryBytes, UsageSampler usage) implements KubeletPage {
    private static final double NANOS = 1e9;

    @Override
    public String path() {
        return "/metrics/cadvisor";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        NodeUsage now = usage.latest();
        var families = new Families(now.at());
        families.gauge("machine_cpu_cores", "Number of logical cores", Labels.EMPTY, cpuMillis / 1000.0);
        families.gauge("machine_memory_bytes", "Memory of the machine", Labels.EMPTY, memoryBytes);
        Labels machine = labels("", "/", "", "", "", "");
        group(families, now, now.machine(), machine);
        families.gauge(
                "container_fs_usage_bytes",
                "Bytes used on the file system",
                on(now, machine),
                now.disk().used());
        families.gauge(
                "container_fs_limit_bytes",
                "Size of the file system",
                on(now, machine),
                now.disk().capacity());
        now.network().forEach(one -> network(families, one, machine));
        for (PodUsage pod : now.pods()) {
            Labels ofPod = labels("", "/" + pod.group().path(), "", "", pod.namespace(), pod.name());
            group(families, now, pod.group(), ofPod);
            pod.network().forEach(one -> network(families, one, ofPod));
            for (ContainerUsage container : pod.containers()) container(families, now, pod, container);
        }
        families.gauge("container_scrape_error", "1 if the figures could not be read", Labels.EMPTY, 0);
        Answers.metrics(request, response, families.snapshots());
    }

    private static void container(Families families, NodeUsage now, PodUsage pod, ContainerUsage container) {
        Labels labels = labels(
                container.name(),
                "/" + container.group().path(),
                container.image(),
                container.id(),
                pod.namespace(),
                pod.name());
        group(families, now, container.group(), labels);
        families.gauge(
                "container_start_time_seconds",
                "Start time of the container since the epoch",
                labels,
                container.group().since().getEpochSecond());
        if (!container.isMeasured()) return;
        families.gauge(
                "container_fs_usage_bytes", "Bytes used on the file system", on(now, labels), container.written());
        families.gauge(
                "container_fs_limit_bytes",
                "Size of the file system",
                on(now, labels),
                now.disk().capacity());
    }

    private static Labels labels(String container, String id, String image, String name, String space, String pod) {
        return Labels.of(
                "container", container, "id", id, "image", image, "name", name, "namespace", space, "pod", pod);
    }

    private static Labels on(NodeUsage now, Labels labels) {
        return labels.merge(Labels.of("device", now.disk().device()));
    }

    private static void group(Families families, NodeUsage now, GroupUsage group, Labels labels) {
        cpu(families, group.figures().cpu(), labels);
        memory(families, group.figures().memory(), labels);
        for (DeviceFigures device : group.figures().devices()) device(families, device, labels);
        families.gauge(
                "container_processes",
                "Number of processes",
                labels,
                group.figures().processes());
        families.gauge(
                "container_last_seen", "When it was looked at", labels, now.at().getEpochSecond());
    }

    private static void cpu(Families families, CpuFigures cpu, Labels labels) {
        Labels total = labels.merge(Labels.of("cpu", "total"));
        families.counter("container_cpu_usage_seconds", "Processor time used", total, cpu.usageNanos() / NANOS);
        families.counter("container_cpu_user_seconds", "Processor time in programs", labels, cpu.userNanos() / NANOS);
        families.counter(
                "container_cpu_system_seconds", "Processor time in the kernel", labels, cpu.systemNanos() / NANOS);
        families.counter("container_cpu_cfs_periods", "Periods in which a quota was counted", labels, cpu.periods());
        families.counter("container_cpu_cfs_throttled_periods", "Throttled periods", labels, cpu.throttledPeriods());
        families.counter("container_cpu_cfs_throttled_seconds", "Throttled time", labels, cpu.throttledNanos() / NANOS);
    }

    private static void memory(Families families, MemoryFigures memory, Labels labels) {
        families.gauge("container_memory_usage_bytes", "Memory with all caches", labels, memory.usage());
        families.gauge("container_memory_working_set_bytes", "Working set", labels, memory.workingSet());
        families.gauge("container_memory_rss", "Anonymous memory", labels, memory.rss());
        families.gauge("container_memory_cache", "Page cache", labels, memory.cache());
        families.gauge("container_memory_mapped_file", "Mapped files", labels, memory.mappedFile());
        families.gauge("container_memory_swap", "Swap", labels, memory.swap());
        families.gauge("container_memory_max_usage_bytes", "The most ever used", labels, memory.peak());
        families.counter("container_memory_failcnt", "Hits of the limit", labels, memory.failures());
        families.counter(
                "container_oom_events", "Processes killed for want of memory", labels, memory.outOfMemoryKills());
        families.gauge(
                "container_spec_memory_limit_bytes",
                "The limit; 0 without one",
                labels,
                memory.limit().orElse(0));
    }

    private static void device(Families families, DeviceFigures device, Labels labels) {
        Labels on = labels.merge(Labels.of("device", device.device()));
        families.counter("container_fs_reads", "Reads done", on, device.reads());
        families.counter("container_fs_writes", "Writes done", on, device.writes());
        families.counter("container_fs_reads_bytes", "Bytes read", on, device.readBytes());
        families.counter("container_fs_writes_bytes", "Bytes written", on, device.writtenBytes());
    }

    private static void network(Families families, InterfaceFigures one, Labels labels) {
        Labels of = labels.merge(Labels.of("interface", one.name()));
        direction(families, "receive", one.received(), of);
        direction(families, "transmit", one.transmitted(), of);
    }

    private static void direction(Families families, String verb, InterfaceFigures.Direction through, Labels labels) {
        String name = "container_network_" + verb + "_";
        families.counter(name + "bytes", "Bytes of the interface", labels, through.bytes());
        families.counter(name + "packets", "Packets of the interface", labels, through.packets());
        families.counter(name + "errors", "Errors of the interface", labels, through.errors());
        families.counter(name + "packets_dropped", "Packets dropped by the interface", labels, through.dropped());
    }
}
