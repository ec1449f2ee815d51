package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.ContainerSpec.Mount;
import io.coxswain.node.runtime.ImageSnapshot;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.volume.PodVolume;
import io.coxswain.node.volume.SubPaths;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Works out a container of a Pod in every detail. */
final class ContainerSpecs {
    static final String DEFAULT_TERMINATION_PATH = "/dev/termination-log";
    private final NodeServices services;
    private final Environment environment;

    ContainerSpecs(NodeServices services) {
        this.services = services;
        this.environment = new Environment(services.objects(), services.services(), services.settings());
    }

    /** Throws {@link ConfigError} where the spec cannot be met as it stands. */
    ContainerSpec of(
            Pod pod,
            DeclaredContainer declared,
            PodSandbox sandbox,
            RestartDecision.Run run,
            ImageSnapshot image,
            Map<String, Path> volumes)
            throws IOException {
        Container container = declared.spec();
        var fields = new PodFields(pod, sandbox.address(), services.network().address());
        Map<String, String> variables = environment.of(container, fields);
        UnaryOperator<String> value = reference -> variables.getOrDefault(Expansion.name(reference), reference);
        var metadata = pod.getMetadata();
        return new ContainerSpec(
                "k8s_" + container.getName() + "_" + metadata.getName() + "_" + metadata.getNamespace() + "_"
                        + metadata.getUid() + "_" + run.restartCount(),
                labels(pod, container, sandbox, run),
                image.id(),
                sandbox.id(),
                expanded(container.getCommand(), value),
                expanded(container.getArgs(), value),
                Environment.lines(variables),
                Objects.requireNonNullElse(container.getWorkingDir(), ""),
                Boolean.TRUE.equals(container.getStdin()),
                Boolean.TRUE.equals(container.getStdinOnce()),
                Boolean.TRUE.equals(container.getTty()),
                mounts(pod, container, sandbox, run, volumes, variables),
                ContainerResources.of(pod, container, services.settings().memoryBytes()),
                ContainerSecurity.of(pod, container, image),
                processNamespace(pod, declared, sandbox),
                Boolean.TRUE.equals(pod.getSpec().getHostIPC()),
                services.cgroup(metadata.getUid()).parent(),
                new RuntimeHandlers(services).runtime(pod, sandbox));
    }

    private static @org.jspecify.annotations.Nullable List<String> expanded(
            List<String> words, UnaryOperator<String> value) {
        if (words.isEmpty()) return null;
        return words.stream().map(word -> Expansion.expand(word, value)).toList();
    }

    private String processNamespace(Pod pod, DeclaredContainer container, PodSandbox sandbox) {
        if (!container.target().isEmpty()) {
            return new PodContainers(
                            services.runtime().containersOf(pod.getMetadata().getUid()))
                    .newest(container.target())
                    .filter(ContainerSnapshot::isRunning)
                    .map(target -> "container:" + target.id())
                    .orElseThrow(
                            () -> new ConfigError("unable to find target container \"" + container.target() + "\""));
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) return "host";
        return Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace()) ? "container:" + sandbox.id() : "";
    }

    private static Map<String, String> labels(
            Pod pod, Container container, PodSandbox sandbox, RestartDecision.Run run) {
        var labels = new TreeMap<String, String>();
        labels.put(Labels.POD_NAME, pod.getMetadata().getName());
        labels.put(Labels.POD_NAMESPACE, pod.getMetadata().getNamespace());
        labels.put(Labels.POD_UID, pod.getMetadata().getUid());
        labels.put(Labels.CONTAINER_NAME, container.getName());
        labels.put(Labels.TYPE, Labels.TYPE_CONTAINER);
        labels.put(Labels.SANDBOX_ID, sandbox.id());
        labels.put(Labels.HASH, SpecHash.of(container));
        labels.put(Labels.RESTART_COUNT, String.valueOf(run.restartCount()));
        labels.put(Labels.BACK_OFF_SECONDS, String.valueOf(run.backOffSeconds()));
        return labels;
    }

    private List<Mount> mounts(
            Pod pod,
            Container container,
            PodSandbox sandbox,
            RestartDecision.Run run,
            Map<String, Path> volumes,
            Map<String, String> variables)
            throws IOException {
        var mounts = new ArrayList<Mount>();
        var targets = new HashSet<String>();
        int number = 0;
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path source = volumes.get(mount.getName());
            if (source == null) {
                throw new ConfigError("cannot find volume \"" + mount.getName() + "\" to mount into container \""
                        + container.getName() + "\"");
            }
            String part = VolumeParts.of(mount, variables);
            if (!part.isEmpty()) source = part(pod, container, mount, source, part, number);
            number++;
            boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly()) || isReadOnly(pod, mount.getName());
            mounts.add(new Mount(source, mount.getMountPath(), readOnly, propagation(mount)));
            targets.add(mount.getMountPath());
        }
        var files = new PodFiles(services.volumes().directory(pod.getMetadata().getUid()));
        if (targets.add("/etc/hosts")) {
            var hostname = PodHostname.of(pod, services.settings().clusterDomain());
            mounts.add(new Mount(files.hosts(pod, sandbox.address(), hostname), "/etc/hosts", false, "rprivate"));
        }
        if (PodFiles.isHostNetwork(pod) && targets.add("/etc/resolv.conf")) {
            Path resolver = files.resolver(PodDns.of(pod, services.settings()));
            mounts.add(new Mount(resolver, "/etc/resolv.conf", false, "rprivate"));
        }
        Path lastWords = files.terminationMessage(container.getName(), run.restartCount());
        mounts.add(new Mount(lastWords, terminationPath(container), false, "rprivate"));
        return mounts;
    }

    private Path part(Pod pod, Container container, VolumeMount mount, Path volume, String part, int number) {
        Path place = services.volumes()
                .parts(pod.getMetadata().getUid())
                .resolve(mount.getName())
                .resolve(container.getName())
                .resolve(String.valueOf(number));
        try {
            return SubPaths.mount(volume, part, place);
        } catch (IOException failure) {
            throw new ConfigError("failed to prepare subPath for volumeMount \"" + mount.getName()
                    + "\" of container \"" + container.getName() + "\": " + failure.getMessage());
        }
    }

    private static boolean isReadOnly(Pod pod, String volume) {
        return pod.getSpec().getVolumes().stream()
                .anyMatch(candidate -> candidate.getName().equals(volume) && PodVolume.isReadOnly(candidate));
    }

    private static String propagation(VolumeMount mount) {
        return switch (Objects.requireNonNullElse(mount.getMountPropagation(), "None")) {
            case "HostToContainer" -> "rslave";
            case "Bidirectional" -> "rshared";
            default -> "rprivate";
        };
    }

    static String terminationPath(Container container) {
        String path = container.getTerminationMessagePath();
        return path == null || path.isEmpty() ? DEFAULT_TERMINATION_PATH : path;
    }
}
