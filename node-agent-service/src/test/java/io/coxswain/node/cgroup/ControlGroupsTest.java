package io.coxswain.node.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions of control groups, laid out as files as the kernel writes them, and those of this machine. */
class ControlGroupsTest {
    private static final String GROUP = "coxswain/c/n/pod1/abc";

    private static final Map<String, String> VERSION_ONE = Map.ofEntries(
            Map.entry("cpuacct/cpuacct.usage", "2500000000\n"),
            Map.entry("cpuacct/cpuacct.stat", "user 150\nsystem 100\n"),
            Map.entry("cpu/cpu.stat", "nr_periods 10\nnr_throttled 3\nthrottled_time 7000000\n"),
            Map.entry("memory/memory.usage_in_bytes", "9000000\n"),
            Map.entry("memory/memory.max_usage_in_bytes", "9500000\n"),
            Map.entry("memory/memory.limit_in_bytes", "67108864\n"),
            Map.entry("memory/memory.failcnt", "5\n"),
            Map.entry("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"),
            Map.entry("memory/memory.stat", """
                    cache 1
                    rss 2
                    inactive_file 3
                    total_cache 4000000
                    total_rss 5000000
                    total_mapped_file 600000
                    total_swap 0
                    total_pgfault 900
                    total_pgmajfault 9
                    total_inactive_file 1000000
                    """),
            Map.entry("pids/pids.current", "4\n"),
            Map.entry(
                    "blkio/blkio.throttle.io_service_bytes_recursive",
                    "8:0 Read 4096\n8:0 Write 8192\n8:0 Total 12288\nTotal 12288\n"),
            Map.entry("blkio/blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Write 2\nTotal 3\n"));

    private static final Map<String, String> VERSION_TWO = Map.ofEntries(
            Map.entry("cpu.stat", """
                    usage_usec 2500000
                    user_usec 1500000
                    system_usec 1000000
                    nr_periods 10
                    nr_throttled 3
                    throttled_usec 7000
                    """),
            Map.entry("memory.current", "9000000\n"),
            Map.entry("memory.peak", "9500000\n"),
            Map.entry("memory.max", "67108864\n"),
            Map.entry("memory.swap.current", "0\n"),
            Map.entry("memory.events", "low 0\nhigh 0\nmax 5\noom 2\noom_kill 2\n"),
            Map.entry("memory.stat", """
                    anon 5000000
                    file 4000000
                    file_mapped 600000
                    inactive_file 1000000
                    pgfault 900
                    pgmajfault 9
                    """),
            Map.entry("pids.current", "4\n"),
            Map.entry("io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0 cost.vrate=100.00\n"));

    private static final GroupFigures EXPECTED = new GroupFigures(
            new CpuFigures(2_500_000_000L, 1_500_000_000, 1_000_000_000, 10, 3, 7_000_000),
            new MemoryFigures(
                    9_000_000,
                    1_000_000,
                    5_000_000,
                    4_000_000,
                    600_000,
                    0,
                    9_500_000,
                    900,
                    9,
                    OptionalLong.of(67_108_864),
                    5,
                    2),
            List.of(new DeviceFigures("8:0", 4096, 8192, 1, 2)),
            4);

    @TempDir
    Path mount;

    @Test
    void readsTheFilesOfVersionOne() throws IOException {
        for (var file : VERSION_ONE.entrySet()) {
            Path path = Path.of(file.getKey());
            write(path.getName(0) + "/" + GROUP + "/" + path.getName(1), file.getValue());
        }
        readsTheGroup();
        assertThat(ControlGroups.mountedAt(mount, mount).directories(GROUP))
                .contains(mount.resolve("memory/" + GROUP), mount.resolve("pids/" + GROUP));
    }

    @Test
    void readsTheFilesOfVersionTwo() throws IOException {
        write("cgroup.controllers", "cpu io memory pids\n");
        for (var file : VERSION_TWO.entrySet()) write(GROUP + "/" + file.getKey(), file.getValue());
        readsTheGroup();
        assertThat(ControlGroups.mountedAt(mount, mount).directories(GROUP)).containsExactly(mount.resolve(GROUP));
    }

    private void readsTheGroup() throws IOException {
        ControlGroups groups = ControlGroups.mountedAt(mount, mount);
        assertThat(groups.read(GROUP)).contains(EXPECTED);
        assertThat(EXPECTED.memory().workingSet()).isEqualTo(8_000_000);
        assertThat(groups.cpuNanos(GROUP)).hasValue(2_500_000_000L);
        assertThat(groups.read("coxswain/gone")).isEmpty();
        assertThat(groups.cpuNanos("coxswain/gone")).isEmpty();
        assertThat(groups.processes("coxswain/gone")).isEmpty();
    }

    @Test
    void noLimitIsToldByAHugeNumberOrAWord() throws IOException {
        write("memory/" + GROUP + "/memory.usage_in_bytes", "1\n");
        write("memory/" + GROUP + "/memory.limit_in_bytes", "9223372036854771712\n");
        write("cpuacct/" + GROUP + "/cpuacct.usage", "1\n");
        assertThat(limit()).isEmpty();
        write("cgroup.controllers", "memory\n");
        write(GROUP + "/cpu.stat", "usage_usec 1\n");
        write(GROUP + "/memory.current", "1\n");
        write(GROUP + "/memory.max", "max\n");
        assertThat(limit()).isEmpty();
    }

    private OptionalLong limit() throws IOException {
        return ControlGroups.mountedAt(mount, mount)
                .read(GROUP)
                .orElseThrow()
                .memory()
                .limit();
    }

    /** The root of version 2 has no memory.current. */
    @Test
    void theMachineOfVersionTwoIsReadFromItsMemoryTable() throws IOException {
        write("cgroup.controllers", "memory\n");
        write("cpu.stat", "usage_usec 3000000\n");
        write("meminfo", """
                MemTotal:       1000 kB
                MemFree:         400 kB
                AnonPages:       300 kB
                Inactive(file):  100 kB
                """);
        GroupFigures machine = ControlGroups.mountedAt(mount, mount).machine();
        assertThat(machine.memory().usage()).isEqualTo(600 * 1024);
        assertThat(machine.memory().workingSet()).isEqualTo(500 * 1024);
        assertThat(machine.cpu().usageNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void readsThisMachine() throws IOException {
        GroupFigures machine = ControlGroups.ofThisMachine().machine();
        assertThat(machine.cpu().usageNanos()).isPositive();
        assertThat(machine.memory().workingSet()).isBetween(1L, machine.memory().usage());
    }

    @Test
    void systemdNestsItsSlices() {
        var slice = new PodCgroup(true, "my-c", "n1", "a-b");
        assertThat(slice.parent()).isEqualTo("coxswain-my_c-n1-poda_b.slice");
        assertThat(slice.container("id"))
                .isEqualTo("coxswain.slice/coxswain-my_c.slice/coxswain-my_c-n1.slice/" + slice.parent()
                        + "/docker-id.scope");
        var path = new PodCgroup(false, "my-c", "n1", "a-b");
        assertThat(path.parent()).isEqualTo("/coxswain/my-c/n1/poda-b");
        assertThat(path.container("id")).isEqualTo("coxswain/my-c/n1/poda-b/id");
    }

    private void write(String file, String text) throws IOException {
        Path path = mount.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
