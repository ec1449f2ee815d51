package io.coxswain.node.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container engine, seen by one node: it lists and tells only what bears this node's labels. Every call ends within a
 * deadline or throws {@link RuntimeFault}; calls for different containers do not wait for one another.
 */
public interface ContainerRuntime extends AutoCloseable {
    EngineFacts facts();

    /** The uids of all Pods that have a container here, running or not. */
    List<String> podUids();

    /** All containers of a Pod with its sandboxes, the newest first. */
    List<ContainerSnapshot> containersOf(String podUid);

    /** The id of the new sandbox, not yet started. */
    String createSandbox(SandboxSpec spec);

    /** The id of the new container, not yet started. */
    String createContainer(ContainerSpec spec);

    void start(String containerId);

    ContainerSnapshot inspect(String containerId);

    /**
     * Gives a running container other limits of processor and memory; refused where it uses more memory already. A
     * limit of 0 stays as it is: limits are added and changed, never removed.
     */
    void update(String containerId, ContainerSpec.Resources resources);

    /** Sends a signal; nothing happens where the container does not run. */
    void signal(String containerId, String signal);

    /** Kills and removes; nothing happens where it is gone. */
    void remove(String containerId);

    Optional<ImageSnapshot> findImage(String reference);

    /**
     * The directories whose union is the image's file system, the uppermost first; refused where the engine does not
     * keep images so.
     */
    List<Path> layers(String imageId);

    /** The ids of all images that a container of the machine, whoever made it, still needs. */
    Set<String> imagesInUse();

    /** Refused where a container uses it. */
    void removeImage(String imageId);

    /** The directory of the engine's own files. */
    Path rootDirectory();

    void pull(String reference, @Nullable RegistryLogin login, Duration patience) throws InterruptedException;

    void copyLogs(String containerId, LogOptions options, OutputStream out) throws IOException, InterruptedException;

    /** Joins the command that a container runs; it has ended when its output ends, with an exit code of 0 always. */
    Execution attach(String containerId, ExecStreams streams) throws IOException;

    Execution exec(String containerId, List<String> command, ExecStreams streams) throws IOException;

    /** Tells changes from now on, and tells {@code AllMayHaveChanged} first and whenever the stream was interrupted. */
    void onEvent(Consumer<RuntimeEvent> listener);

    @Override
    void close();
}
