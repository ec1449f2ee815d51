package io.coxswain.node.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One hierarchy for all controllers. Its root has no figures of memory: the machine's are those of {@code meminfo}. */
record VersionTwoGroups(Path mount, Path processFiles) implements ControlGroups {
    private static final long NANOS_IN_MICRO = 1000;
    private static final long BYTES_IN_KIB = 1024;

    @Override
    public OptionalLong cpuNanos(String group) throws IOException {
        Long micros = GroupFile.table(mount.resolve(group).resolve("cpu.stat")).get("usage_usec");
        return micros == null ? OptionalLong.empty() : OptionalLong.of(micros * NANOS_IN_MICRO);
    }

    @Override
    public Optional<GroupFigures> read(String group) throws IOException {
        Path directory = mount.resolve(group);
        Map<String, Long> cpu = GroupFile.table(directory.resolve("cpu.stat"));
        OptionalLong memory = GroupFile.number(directory.resolve("memory.current"));
        if (cpu.isEmpty() || memory.isEmpty()) return Optional.empty();
        return Optional.of(figures(directory, cpu, memory(directory, memory.getAsLong())));
    }

    @Override
    public GroupFigures machine() throws IOException {
        Map<String, Long> cpu = GroupFile.table(mount.resolve("cpu.stat"));
        Map<String, Long> machine = GroupFile.table(processFiles.resolve("meminfo"));
        Map<String, Long> stat = GroupFile.table(mount.resolve("memory.stat"));
        var memory = new MemoryFigures(
                (GroupFile.of(machine, "MemTotal") - GroupFile.of(machine, "MemFree")) * BYTES_IN_KIB,
                GroupFile.of(machine, "Inactive(file)") * BYTES_IN_KIB,
                GroupFile.of(machine, "AnonPages") * BYTES_IN_KIB,
                GroupFile.of(machine, "Cached") * BYTES_IN_KIB,
                GroupFile.of(machine, "Mapped") * BYTES_IN_KIB,
                (GroupFile.of(machine, "SwapTotal") - GroupFile.of(machine, "SwapFree")) * BYTES_IN_KIB,
                0,
                GroupFile.of(stat, "pgfault"),
                GroupFile.of(stat, "pgmajfault"),
                OptionalLong.empty(),
                0,
                0);
        return figures(mount, cpu, memory);
    }

    private static GroupFigures figures(Path directory, Map<String, Long> cpu, MemoryFigures memory)
            throws IOException {
        return new GroupFigures(
                new CpuFigures(
                        GroupFile.of(cpu, "usage_usec") * NANOS_IN_MICRO,
                        GroupFile.of(cpu, "user_usec") * NANOS_IN_MICRO,
                        GroupFile.of(cpu, "system_usec") * NANOS_IN_MICRO,
                        GroupFile.of(cpu, "nr_periods"),
                        GroupFile.of(cpu, "nr_throttled"),
                        GroupFile.of(cpu, "throttled_usec") * NANOS_IN_MICRO),
                memory,
                devices(directory),
                GroupFile.number(directory.resolve("pids.current")).orElse(0));
    }

    private static MemoryFigures memory(Path group, long usage) throws IOException {
        Map<String, Long> stat = GroupFile.table(group.resolve("memory.stat"));
        Map<String, Long> events = GroupFile.table(group.resolve("memory.events"));
        return new MemoryFigures(
                usage,
                GroupFile.of(stat, "inactive_file"),
                GroupFile.of(stat, "anon"),
                GroupFile.of(stat, "file"),
                GroupFile.of(stat, "file_mapped"),
                GroupFile.number(group.resolve("memory.swap.current")).orElse(0),
                GroupFile.number(group.resolve("memory.peak")).orElse(0),
                GroupFile.of(stat, "pgfault"),
                GroupFile.of(stat, "pgmajfault"),
                GroupFile.limit(group.resolve("memory.max")),
                GroupFile.of(events, "max"),
                GroupFile.of(events, "oom_kill"));
    }

    /** Lines such as {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0}. */
    private static List<DeviceFigures> devices(Path group) throws IOException {
        var devices = new ArrayList<DeviceFigures>();
        for (String line : GroupFile.lines(group.resolve("io.stat"))) {
            String[] words = line.split(" ", -1);
            var fields = new HashMap<String, Long>();
            for (int at = 1; at < words.length; at++) {
                int equals = words[at].indexOf('=');
                if (equals > 0) fields.put(words[at].substring(0, equals), number(words[at].substring(equals + 1)));
            }
            if (fields.isEmpty()) continue;
            devices.add(new DeviceFigures(
                    words[0],
                    GroupFile.of(fields, "rbytes"),
                    GroupFile.of(fields, "wbytes"),
                    GroupFile.of(fields, "rios"),
                    GroupFile.of(fields, "wios")));
        }
        return devices;
    }

    /** Other controllers put words of their own into these lines. */
    private static long number(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit) ? Long.parseLong(text) : 0;
    }

    @Override
    public List<Integer> processes(String group) throws IOException {
        return GroupFile.processes(mount.resolve(group).resolve("cgroup.procs"));
    }

    @Override
    public List<Path> directories(String group) {
        return List.of(mount.resolve(group));
    }
}
