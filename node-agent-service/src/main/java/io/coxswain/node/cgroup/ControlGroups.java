package io.coxswain.node.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The groups of this machine. A group is named by its path below the root of a hierarchy; the root is empty. */
public interface ControlGroups {
    Path MOUNT = Path.of("/sys/fs/cgroup");

    static ControlGroups ofThisMachine() {
        return mountedAt(MOUNT, Path.of("/proc"));
    }

    /** The version that is mounted there; a mixed mount counts as version 1, which has the controllers. */
    static ControlGroups mountedAt(Path mount, Path processes) {
        return Files.exists(mount.resolve("cgroup.controllers"))
                ? new VersionTwoGroups(mount, processes)
                : new VersionOneGroups(mount);
    }

    /** Empty where the group is gone. */
    Optional<GroupFigures> read(String group) throws IOException;

    /** {@link CpuFigures#usageNanos()} alone, by reading one file; empty where the group is gone. */
    OptionalLong cpuNanos(String group) throws IOException;

    /** The figures of the whole machine. */
    GroupFigures machine() throws IOException;

    /** The processes that are in the group itself; none where it is gone. */
    List<Integer> processes(String group) throws IOException;

    /** The directories of a group, one for each hierarchy, whether or not they exist. */
    List<Path> directories(String group) throws IOException;
}
