package io.coxswain.node.stats;

import io.coxswain.node.cgroup.ControlGroups;
import io.coxswain.node.cgroup.PodCgroup;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Where the figures come from.
 *
 * @param pods those of this node
 * @param groupOf the group of a Pod by its uid
 * @param written the bytes of a container's writable layer by its id
 * @param volumeBytes the bytes in the empty directories of a Pod
 * @param inNode runs a task inside the node's network namespace
 * @param directory of the agent, on the disk that counts as the node's
 */
public record UsageSources(
        Supplier<List<Pod>> pods,
        ControlGroups groups,
        Function<String, PodCgroup> groupOf,
        ToLongFunction<String> written,
        ToLongFunction<Pod> volumeBytes,
        InNode inNode,
        Path directory) {
    private static final Path PROCESSES = Path.of("/proc");

    /** Enters the node's namespace for a short task. */
    public interface InNode {
        <T> T call(Callable<T> task) throws Exception;
    }

    FileSystemFigures disk() throws IOException {
        return FileSystemFigures.of(directory);
    }

    /** The interfaces of the network namespace of a group's processes; any of them will do. */
    List<InterfaceFigures> interfacesOf(String group) throws IOException {
        for (int process : groups.processes(group)) {
            List<InterfaceFigures> found = InterfaceFigures.read(PROCESSES.resolve(process + "/net/dev"));
            if (!found.isEmpty()) return found;
        }
        return List.of();
    }

    List<InterfaceFigures> interfacesOfNode() throws IOException {
        try {
            return inNode.call(() -> InterfaceFigures.read(PROCESSES.resolve("thread-self/net/dev")));
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException("the node's network interfaces cannot be read", failure);
        }
    }
}
