package io.coxswain.node.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One hierarchy for each controller. */
record VersionOneGroups(Path mount) implements ControlGroups {
    /** The kernel tells user and system time in hundredths of a second. */
    private static final long NANOS_IN_TICK = 10_000_000;

    private static final String BYTES = "blkio.throttle.io_service_bytes";
    private static final String OPERATIONS = "blkio.throttle.io_serviced";
    private static final String RECURSIVE = "_recursive";

    @Override
    public OptionalLong cpuNanos(String group) throws IOException {
        return GroupFile.number(in("cpuacct", group).resolve("cpuacct.usage"));
    }

    @Override
    public Optional<GroupFigures> read(String group) throws IOException {
        OptionalLong usage = cpuNanos(group);
        OptionalLong memory = GroupFile.number(in("memory", group).resolve("memory.usage_in_bytes"));
        if (usage.isEmpty() || memory.isEmpty()) return Optional.empty();
        return Optional.of(new GroupFigures(
                cpu(group, usage.getAsLong()),
                memory(in("memory", group), memory.getAsLong()),
                devices(in("blkio", group)),
                GroupFile.number(in("pids", group).resolve("pids.current")).orElse(0)));
    }

    @Override
    public GroupFigures machine() throws IOException {
        return read("").orElseThrow(() -> new IOException("no controllers of processor and memory at " + mount));
    }

    private CpuFigures cpu(String group, long usage) throws IOException {
        Map<String, Long> times = GroupFile.table(in("cpuacct", group).resolve("cpuacct.stat"));
        Map<String, Long> quota = GroupFile.table(in("cpu", group).resolve("cpu.stat"));
        return new CpuFigures(
                usage,
                GroupFile.of(times, "user") * NANOS_IN_TICK,
                GroupFile.of(times, "system") * NANOS_IN_TICK,
                GroupFile.of(quota, "nr_periods"),
                GroupFile.of(quota, "nr_throttled"),
                GroupFile.of(quota, "throttled_time"));
    }

    private static MemoryFigures memory(Path group, long usage) throws IOException {
        Map<String, Long> stat = GroupFile.table(group.resolve("memory.stat"));
        return new MemoryFigures(
                usage,
                GroupFile.of(stat, "total_inactive_file"),
                GroupFile.of(stat, "total_rss"),
                GroupFile.of(stat, "total_cache"),
                GroupFile.of(stat, "total_mapped_file"),
                GroupFile.of(stat, "total_swap"),
                GroupFile.number(group.resolve("memory.max_usage_in_bytes")).orElse(0),
                GroupFile.of(stat, "total_pgfault"),
                GroupFile.of(stat, "total_pgmajfault"),
                GroupFile.limit(group.resolve("memory.limit_in_bytes")),
                GroupFile.number(group.resolve("memory.failcnt")).orElse(0),
                GroupFile.of(GroupFile.table(group.resolve("memory.oom_control")), "oom_kill"));
    }

    private static List<DeviceFigures> devices(Path group) throws IOException {
        Map<String, Map<String, Long>> bytes = byDevice(group, BYTES);
        Map<String, Map<String, Long>> operations = byDevice(group, OPERATIONS);
        var devices = new ArrayList<DeviceFigures>();
        bytes.forEach((device, moved) -> {
            Map<String, Long> done = operations.getOrDefault(device, Map.of());
            devices.add(new DeviceFigures(
                    device,
                    GroupFile.of(moved, "Read"),
                    GroupFile.of(moved, "Write"),
                    GroupFile.of(done, "Read"),
                    GroupFile.of(done, "Write")));
        });
        return devices;
    }

    /** Lines such as {@code 8:0 Read 4096}, with a total that no device begins. */
    private static Map<String, Map<String, Long>> byDevice(Path group, String file) throws IOException {
        var devices = new TreeMap<String, Map<String, Long>>();
        Path recursive = group.resolve(file + RECURSIVE);
        for (String line : GroupFile.lines(Files.exists(recursive) ? recursive : group.resolve(file))) {
            String[] words = line.split(" ", -1);
            if (words.length != 3) continue;
            devices.computeIfAbsent(words[0], unused -> new TreeMap<>()).put(words[1], Long.parseLong(words[2]));
        }
        return devices;
    }

    @Override
    public List<Integer> processes(String group) throws IOException {
        return GroupFile.processes(in("memory", group).resolve("cgroup.procs"));
    }

    @Override
    public List<Path> directories(String group) throws IOException {
        try (Stream<Path> controllers = Files.list(mount)) {
            return controllers
                    .filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path))
                    .map(hierarchy -> hierarchy.resolve(group))
                    .toList();
        }
    }

    private Path in(String controller, String group) {
        return mount.resolve(controller).resolve(group);
    }
}
