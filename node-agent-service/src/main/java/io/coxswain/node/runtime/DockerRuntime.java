package io.coxswain.node.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Docker Engine as the container runtime of one node. */
public final class DockerRuntime implements ContainerRuntime {
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration WRITE = Duration.ofMinutes(2);

    private final Deadlines deadlines = new Deadlines();
    private final DockerEngine engine;
    private final Labels labels;
    private final DockerEvents events;
    private final DockerImages images;

    /** More creates and starts at once than this only make each of them slower. */
    private final Semaphore starts = new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);

    private DockerRuntime(URI host, Labels labels) {
        try {
            this.engine = DockerEngine.connect(host, deadlines);
        } catch (RuntimeException unfit) {
            deadlines.close();
            throw unfit;
        }
        this.labels = labels;
        this.events = new DockerEvents(engine.socket(), labels);
        this.images = new DockerImages(engine, deadlines);
    }

    /** Throws IllegalStateException, naming the reason, for an engine that cannot run Pods. */
    public static DockerRuntime connect(URI host, Labels labels) {
        return new DockerRuntime(host, labels);
    }

    @Override
    public EngineFacts facts() {
        return engine.facts();
    }

    @Override
    public List<String> podUids() {
        return list(labels.own()).stream()
                .map(container ->
                        Objects.requireNonNullElse(container.getLabels().get(Labels.POD_UID), ""))
                .filter(uid -> !uid.isEmpty())
                .distinct()
                .toList();
    }

    @Override
    public List<ContainerSnapshot> containersOf(String podUid) {
        var snapshots = new ArrayList<ContainerSnapshot>();
        for (Container container : list(labels.withOwn(Map.of(Labels.POD_UID, podUid)))) {
            try {
                snapshots.add(inspect(container.getId()));
            } catch (RuntimeFault fault) {
                if (!fault.is(Sort.NOT_FOUND)) throw fault;
            }
        }
        snapshots.sort(Comparator.comparing(ContainerSnapshot::createdAt).reversed());
        return snapshots;
    }

    private List<Container> list(Map<String, String> filter) {
        return deadlines.call(
                "list containers",
                READ,
                () -> client().listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(new HashMap<>(filter))
                        .exec());
    }

    @Override
    public String createSandbox(SandboxSpec spec) {
        return create(spec.name(), () -> {
            var create = client().createContainerCmd(spec.image())
                    .withName(spec.name())
                    .withLabels(labels.withOwn(spec.labels()))
                    .withHostConfig(DockerRequests.sandbox(spec, engine.facts()));
            return spec.hostname().isEmpty()
                    ? create.exec().getId()
                    : create.withHostName(spec.hostname()).exec().getId();
        });
    }

    @Override
    public String createContainer(ContainerSpec spec) {
        HostConfig host = DockerRequests.container(spec, engine.facts());
        return create(spec.name(), () -> {
            var create = client().createContainerCmd(spec.image())
                    .withName(spec.name())
                    .withLabels(labels.withOwn(spec.labels()))
                    .withEnv(spec.environment())
                    .withHostConfig(host)
                    .withStdinOpen(spec.stdin())
                    .withStdInOnce(spec.stdinOnce())
                    .withTty(spec.tty())
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
            List<String> command = spec.command();
            if (command != null) create.withEntrypoint(command);
            List<String> arguments = spec.arguments();
            if (arguments != null) create.withCmd(arguments);
            if (!spec.workingDirectory().isEmpty()) create.withWorkingDir(spec.workingDirectory());
            if (!spec.security().user().isEmpty())
                create.withUser(spec.security().user());
            return create.exec().getId();
        });
    }

    /** A name that is taken is left over from a pass that was cut off: its container is removed, and made anew. */
    private String create(String name, java.util.concurrent.Callable<String> create) {
        try {
            return bounded("create " + name, create);
        } catch (RuntimeFault fault) {
            if (!fault.is(Sort.CONFLICT)) throw fault;
            remove(name);
            return bounded("create " + name, create);
        }
    }

    @Override
    public void start(String containerId) {
        bounded("start " + containerId, () -> {
            try {
                client().startContainerCmd(containerId).exec();
            } catch (NotModifiedException alreadyRuns) {
                return containerId;
            }
            return containerId;
        });
    }

    private <T> T bounded(String what, java.util.concurrent.Callable<T> call) {
        try {
            starts.acquire();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RuntimeFault(Sort.DEADLINE, what + ": interrupted", stopped);
        }
        try {
            return deadlines.call(what, WRITE, call);
        } finally {
            starts.release();
        }
    }

    @Override
    public ContainerSnapshot inspect(String containerId) {
        return deadlines.call(
                "inspect " + containerId,
                READ,
                () -> ContainerSnapshots.read(engine.socket().get("/containers/" + containerId + "/json")));
    }

    @Override
    public void update(String containerId, ContainerSpec.Resources resources) {
        deadlines.call("update " + containerId, READ, () -> {
            var update = client().updateContainerCmd(containerId).withCpuShares(resources.cpuShares());
            if (resources.cpuQuotaMicros() > 0) {
                update.withCpuPeriod(ContainerSpec.Resources.CPU_PERIOD_MICROS)
                        .withCpuQuota(resources.cpuQuotaMicros());
            }
            if (resources.memoryBytes() > 0) {
                update.withMemory(resources.memoryBytes()).withMemorySwap(resources.memoryBytes());
            }
            return update.exec();
        });
    }

    @Override
    public void signal(String containerId, String signal) {
        deadlines.call("kill " + containerId, READ, () -> {
            try {
                client().killContainerCmd(containerId).withSignal(signal).exec();
            } catch (com.github.dockerjava.api.exception.NotFoundException
                    | com.github.dockerjava.api.exception.ConflictException notRunning) {
                return containerId;
            }
            return containerId;
        });
    }

    @Override
    public void remove(String containerId) {
        deadlines.call("remove " + containerId, WRITE, () -> {
            try {
                client().removeContainerCmd(containerId)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (com.github.dockerjava.api.exception.NotFoundException gone) {
                return containerId;
            }
            return containerId;
        });
    }

    @Override
    public Optional<ImageSnapshot> findImage(String reference) {
        return images.find(reference);
    }

    @Override
    public List<Path> layers(String imageId) {
        return deadlines.call(
                "inspect image " + imageId,
                READ,
                () -> ImageLayers.read(engine.socket().get("/images/" + imageId + "/json")));
    }

    @Override
    public Set<String> imagesInUse() {
        return deadlines.call(
                "list containers",
                READ,
                () -> client().listContainersCmd().withShowAll(true).exec().stream()
                        .map(Container::getImageId)
                        .collect(Collectors.toSet()));
    }

    @Override
    public void removeImage(String imageId) {
        deadlines.call("remove image " + imageId, WRITE, () -> {
            try {
                client().removeImageCmd(imageId).withForce(false).exec();
            } catch (com.github.dockerjava.api.exception.NotFoundException gone) {
                return imageId;
            }
            return imageId;
        });
    }

    @Override
    public Path rootDirectory() {
        String root =
                deadlines.call("info", READ, () -> client().infoCmd().exec().getDockerRootDir());
        return Path.of(Objects.requireNonNullElse(root, "/var/lib/docker"));
    }

    @Override
    public void pull(String reference, @Nullable RegistryLogin login, Duration patience) throws InterruptedException {
        images.pull(reference, login, patience);
    }

    @Override
    public void copyLogs(String containerId, LogOptions options, OutputStream out)
            throws IOException, InterruptedException {
        DockerLogs.copy(engine.socket(), containerId, options, out);
    }

    @Override
    public Execution attach(String containerId, ExecStreams streams) throws IOException {
        return DockerExecution.attach(engine.socket(), containerId, streams);
    }

    @Override
    public Execution exec(String containerId, List<String> command, ExecStreams streams) throws IOException {
        return DockerExecution.start(engine.socket(), containerId, command, streams);
    }

    @Override
    public void onEvent(Consumer<RuntimeEvent> listener) {
        events.onEvent(listener);
    }

    private DockerClient client() {
        return engine.client();
    }

    @Override
    public void close() {
        events.close();
        deadlines.close();
        try {
            engine.client().close();
        } catch (IOException ignored) {
            // The connections end with the process at the latest.
        }
    }

    @Override
    public String toString() {
        return "Docker " + engine.facts().version() + " " + Arrays.asList(labels.cluster(), labels.node());
    }
}
