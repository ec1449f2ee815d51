package io.coxswain.node.volume;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes the directories of volumes that are deleted, and then lets the volumes go. Nothing outside the directory for
 * such volumes is ever removed, whatever a volume names.
 */
public final class LocalVolumes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalVolumes.class);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Api api;
    private final Informer<PersistentVolume> volumes;
    private final Path directory;
    private final Semaphore due = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("local volumes").unstarted(this::run);

    /** @param volumes those that lie on this node */
    public LocalVolumes(Api api, Informer<PersistentVolume> volumes, Path directory) {
        this.api = api;
        this.volumes = volumes;
        this.directory = directory;
    }

    /** Where an agent keeps the directories that it makes for claims. */
    public static Path directory(Path stateDirectory) {
        return stateDirectory.resolve("local-path");
    }

    public void start() {
        volumes.onChange(_ -> due.release());
        thread.start();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                if (due.tryAcquire(RETRY.toSeconds(), TimeUnit.SECONDS)) due.drainPermits();
                for (PersistentVolume volume : volumes.list(null)) {
                    if (closed.getCount() > 0 && mayGo(volume)) remove(volume);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deleted, and held by this agent alone. */
    private static boolean mayGo(PersistentVolume volume) {
        return volume.getMetadata().getDeletionTimestamp() != null
                && volume.getMetadata().getFinalizers().equals(List.of(LocalPath.FINALIZER))
                && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())
                && volume.getSpec().getLocal() != null;
    }

    private void remove(PersistentVolume volume) {
        Path path = Path.of(volume.getSpec().getLocal().getPath());
        try {
            if (directory.equals(path.getParent()) && path.equals(path.normalize())) delete(path);
            else log.warn("The directory {} is not one of this node's volumes and stays", path);
            ObjectNode patch = Json.object();
            Metadata.of(patch)
                    .put("resourceVersion", volume.getMetadata().getResourceVersion())
                    .putArray("finalizers");
            api.patch(Kinds.PERSISTENT_VOLUME, ObjectKey.of(volume), PatchType.MERGE, patch, null);
        } catch (IOException | ApiException failure) {
            boolean gone = failure instanceof ApiException answer && answer.is(Reason.NotFound);
            if (!gone) {
                log.warn(
                        "The volume {} cannot be removed yet: {}",
                        volume.getMetadata().getName(),
                        failure.getMessage());
            }
        }
    }

    private static void delete(Path path) throws IOException {
        String below = path + "/";
        for (String mount : Tmpfs.mounted()) {
            if (mount.equals(path.toString()) || mount.startsWith(below)) {
                throw new IOException("something is mounted at " + mount);
            }
        }
        AtomicDirectory.delete(path);
    }

    @Override
    public void close() {
        closed.countDown();
        due.release();
        thread.interrupt();
    }
}
