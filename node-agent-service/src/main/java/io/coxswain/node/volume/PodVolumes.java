package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All volumes of a Pod, under the directory of the Pod on the node. */
public final class PodVolumes {
    private static final String VOLUMES = "volumes";
    private static final String PARTS = "volume-subpaths";
    private static final String HELD = ".image";
    private static final int SET_GROUP = 02770;
    private final Path pods;
    private final VolumeTypes types;
    private final ReferencedObjects objects;
    private final ServiceAccountTokens tokens;

    /** @param pods the directory that holds one directory a Pod, named by its uid */
    public PodVolumes(Path pods, VolumeTypes types, ReferencedObjects objects, ServiceAccountTokens tokens) {
        this.pods = pods;
        this.types = types;
        this.objects = objects;
        this.tokens = tokens;
    }

    public Path directory(String podUid) {
        return pods.resolve(podUid);
    }

    public VolumeTypes types() {
        return types;
    }

    /** The paths of the volumes by name, all made and current; throws {@link VolumeNotReady} that names the volume. */
    public Map<String, Path> setUp(Pod pod) {
        var paths = new HashMap<String, Path>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            VolumeType type = types.of(volume)
                    .orElseThrow(
                            () -> new VolumeNotReady("volume \"" + volume.getName() + "\" has no type that is known"));
            try {
                paths.put(volume.getName(), setUp(pod, volume, type));
            } catch (VolumeNotReady notReady) {
                if (notReady.isComplete()) throw notReady;
                throw new VolumeNotReady(
                        "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + notReady.reason(),
                        notReady);
            }
        }
        return paths;
    }

    private Path setUp(Pod pod, Volume volume, VolumeType type) {
        Path directory = directory(pod.getMetadata().getUid())
                .resolve(VOLUMES)
                .resolve(type.plugin())
                .resolve(volume.getName());
        Path path = type.setUp(new PodVolume(pod, volume, directory));
        Long group = group(pod);
        if (group != null && volume.getEmptyDir() != null) own(path, group);
        return path;
    }

    /** The group of the Pod may write to an empty directory and owns what is made in it. */
    private static void own(Path directory, long group) {
        try {
            Files.setAttribute(directory, "unix:gid", (int) group);
            AtomicDirectory.chmod(directory, SET_GROUP | 0777);
        } catch (IOException failure) {
            throw new VolumeNotReady("group " + group + ": " + failure.getMessage(), failure);
        }
    }

    static @Nullable Long group(Pod pod) {
        PodSecurityContext context = pod.getSpec().getSecurityContext();
        return context == null ? null : context.getFsGroup();
    }

    static boolean isOnlyOnRootMismatch(Pod pod) {
        PodSecurityContext context = pod.getSpec().getSecurityContext();
        return context != null && "OnRootMismatch".equals(context.getFsGroupChangePolicy());
    }

    /** The user that all containers of a Pod run as, where the spec says one and the same for all. */
    static @Nullable Long user(Pod pod) {
        var users = new HashSet<@Nullable Long>();
        var shared = pod.getSpec().getSecurityContext();
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .forEach(container -> {
                    var own = container.getSecurityContext();
                    Long user = own == null ? null : own.getRunAsUser();
                    users.add(user != null || shared == null ? user : shared.getRunAsUser());
                });
        return users.size() == 1 ? users.iterator().next() : null;
    }

    /** The uids of all Pods that have a directory here. */
    public List<String> podUids() {
        if (!Files.isDirectory(pods)) return List.of();
        try (Stream<Path> directories = Files.list(pods)) {
            return directories.map(path -> path.getFileName().toString()).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The directory for the parts of volumes that containers of a Pod see. */
    public Path parts(String podUid) {
        return directory(podUid).resolve(PARTS);
    }

    /** Remembers, for as long as the Pod has its volumes, which image a volume is mounted from. */
    public static void holdImage(PodVolume volume, String imageId) {
        try {
            Path directory = volume.directory();
            Files.createDirectories(directory.getParent());
            Files.writeString(directory.resolveSibling(directory.getFileName() + HELD), imageId);
        } catch (IOException failure) {
            throw new VolumeNotReady("image: " + failure.getMessage(), failure);
        }
    }

    /** The ids of the images that volumes are mounted from. */
    public Set<String> heldImages() {
        var held = new HashSet<String>();
        for (String uid : podUids()) {
            Path volumes = directory(uid).resolve(VOLUMES).resolve(ImageVolume.PLUGIN);
            if (!Files.isDirectory(volumes)) continue;
            try (var notes = Files.newDirectoryStream(volumes, "*" + HELD)) {
                for (Path note : notes) held.add(Files.readString(note).strip());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return held;
    }

    /** Whether {@link #exceededLimit} may ever say something of the Pod. */
    public boolean isLimited(Pod pod) {
        return EmptyDirLimits.any(pod);
    }

    /** Why the Pod has to go, for what it wrote to its volumes; empty while it may stay. */
    public Optional<String> exceededLimit(Pod pod) {
        return EmptyDirLimits.exceeded(
                pod, directory(pod.getMetadata().getUid()).resolve(VOLUMES));
    }

    /**
     * The bytes that the Pod keeps in empty directories on the node's disk.
     *
     * @param podUid under which the node runs it
     */
    public long bytesOnDisk(Pod pod, String podUid) {
        return EmptyDirLimits.used(pod, directory(podUid).resolve(VOLUMES));
    }

    /** Nothing of the Pod runs any more, though it stays to be looked at: its volumes go, its last words stay. */
    public void release(String podUid) throws IOException {
        types.all().forEach(type -> type.forget(podUid));
        Path directory = directory(podUid);
        remove(directory.resolve(PARTS));
        remove(directory.resolve(VOLUMES));
    }

    /** By the kernel's path of the directory, which has no links. */
    private static void unmountBelow(Path directory) throws IOException {
        String below = directory.toRealPath() + "/";
        for (String mount : Tmpfs.mounted().reversed()) {
            if (mount.startsWith(below)) Tmpfs.unmount(Path.of(mount));
        }
    }

    /** Removes everything that the Pod has on the node; knows nothing of it but its directory. */
    public void tearDown(String podUid) throws IOException {
        objects.release(podUid);
        tokens.forget(podUid);
        release(podUid);
        remove(directory(podUid));
    }

    /** With what is mounted below it. */
    static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        unmountBelow(directory);
        AtomicDirectory.delete(directory);
    }
}
