package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.coxswain.node.stats.ContainerUsage;
import io.coxswain.node.stats.FileSystemFigures;
import io.coxswain.node.stats.GroupUsage;
import io.coxswain.node.stats.InterfaceFigures;
import io.coxswain.node.stats.NodeUsage;
import io.coxswain.node.stats.PodUsage;
import io.coxswain.node.stats.UsageSampler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The use of everything in the form of Kubernetes' summary; {@code only_cpu_and_memory=true} leaves out the rest. */
record StatsSummaryPage(String nodeName, long memoryBytes, UsageSampler usage) implements KubeletPage {
    @Override
    public String path() {
        return "/stats/summary";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean whole = !"true".equals(request.getParameter("only_cpu_and_memory"));
        NodeUsage now = whole ? usage.latest() : usage.withoutSizes();
        ObjectNode summary = Json.object();
        node(now, whole, summary.putObject("node"));
        ArrayNode pods = summary.putArray("pods");
        for (PodUsage pod : now.pods()) pod(now, pod, whole, pods.addObject());
        Answers.json(response, summary);
    }

    private void node(NodeUsage now, boolean whole, ObjectNode node) {
        node.put("nodeName", nodeName);
        ArrayNode system = node.putArray("systemContainers");
        now.allPods().ifPresent(pods -> {
            ObjectNode container = system.addObject().put("name", "pods");
            container.put("startTime", time(pods.since()));
            processorAndMemory(now.at(), pods, OptionalLong.of(memoryBytes), container);
        });
        node.put("startTime", time(now.machine().since()));
        processorAndMemory(now.at(), now.machine(), OptionalLong.of(memoryBytes), node);
        if (!whole) return;
        network(now.at(), now.network(), node);
        disk(now, OptionalLong.of(now.disk().used()), node.putObject("fs"));
        disk(now, OptionalLong.of(now.disk().used()), node.putObject("runtime").putObject("imageFs"));
    }

    private static void pod(NodeUsage now, PodUsage pod, boolean whole, ObjectNode to) {
        to.putObject("podRef")
                .put("name", pod.name())
                .put("namespace", pod.namespace())
                .put("uid", pod.uid());
        to.put("startTime", time(pod.group().since()));
        ArrayNode containers = to.putArray("containers");
        for (ContainerUsage container : pod.containers()) {
            ObjectNode one = containers.addObject().put("name", container.name());
            one.put("startTime", time(container.group().since()));
            processorAndMemory(
                    now.at(),
                    container.group(),
                    container.group().figures().memory().limit(),
                    one);
            if (whole) disk(now, measured(container.written()), one.putObject("rootfs"));
        }
        processorAndMemory(now.at(), pod.group(), pod.group().figures().memory().limit(), to);
        if (!whole) return;
        if (!pod.sharesNodeNetwork()) network(now.at(), pod.network(), to);
        boolean complete = pod.volumes() >= 0 && pod.containers().stream().allMatch(ContainerUsage::isMeasured);
        long written =
                pod.containers().stream().mapToLong(ContainerUsage::written).sum();
        disk(
                now,
                complete ? OptionalLong.of(pod.volumes() + written) : OptionalLong.empty(),
                to.putObject("ephemeral-storage"));
        to.putObject("process_stats").put("process_count", pod.group().figures().processes());
    }

    private static OptionalLong measured(long bytes) {
        return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private static void processorAndMemory(Instant at, GroupUsage group, OptionalLong limit, ObjectNode to) {
        to.putObject("cpu")
                .put("time", time(at))
                .put("usageNanoCores", group.nanoCores())
                .put("usageCoreNanoSeconds", group.figures().cpu().usageNanos());
        var figures = group.figures().memory();
        ObjectNode memory = to.putObject("memory").put("time", time(at));
        if (limit.isPresent()) memory.put("availableBytes", Math.max(0, limit.getAsLong() - figures.workingSet()));
        memory.put("usageBytes", figures.usage())
                .put("workingSetBytes", figures.workingSet())
                .put("rssBytes", figures.rss())
                .put("pageFaults", figures.pageFaults())
                .put("majorPageFaults", figures.majorPageFaults());
        to.putObject("swap").put("time", time(at)).put("swapUsageBytes", figures.swap());
    }

    /** Kubernetes tells the default interface beside the list of all. */
    private static void network(Instant at, List<InterfaceFigures> interfaces, ObjectNode to) {
        if (interfaces.isEmpty()) return;
        ObjectNode network = to.putObject("network").put("time", time(at));
        InterfaceFigures main = interfaces.stream()
                .filter(one -> one.name().equals("eth0"))
                .findFirst()
                .orElseGet(interfaces::getFirst);
        traffic(main, network);
        ArrayNode all = network.putArray("interfaces");
        interfaces.forEach(one -> traffic(one, all.addObject()));
    }

    private static void traffic(InterfaceFigures one, ObjectNode to) {
        to.put("name", one.name())
                .put("rxBytes", one.received().bytes())
                .put("rxErrors", one.received().errors())
                .put("txBytes", one.transmitted().bytes())
                .put("txErrors", one.transmitted().errors());
    }

    private static void disk(NodeUsage now, OptionalLong used, ObjectNode to) {
        FileSystemFigures disk = now.disk();
        to.put("time", time(now.at())).put("availableBytes", disk.available()).put("capacityBytes", disk.capacity());
        if (used.isPresent()) to.put("usedBytes", used.getAsLong());
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
