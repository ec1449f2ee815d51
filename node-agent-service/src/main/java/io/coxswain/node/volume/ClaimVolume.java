package io.coxswain.node.volume;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The volume that a claim is bound to; the claim of an ephemeral volume is named after its Pod. Which volume that is
 * stays as it was at the first time that the Pod's was made, as a binding does.
 */
final class ClaimVolume implements VolumeType {
    private record Use(String podUid, String volume) {}

    private final ReferencedObjects objects;
    private final NodeStorage node;
    private final List<PersistentSource> sources;
    private final Map<Use, PersistentVolume> bound = new ConcurrentHashMap<>();
    private final Map<String, String> onlyPods = new ConcurrentHashMap<>();

    ClaimVolume(ReferencedObjects objects, NodeStorage node) {
        this.objects = objects;
        this.node = node;
        this.sources = List.of(new HostPathSource(), new LocalSource(node.localVolumes()), new NfsSource());
    }

    @Override
    public String plugin() {
        return "kubernetes.io~persistent-volume-claim";
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getPersistentVolumeClaim() != null || volume.getEphemeral() != null;
    }

    @Override
    public Path setUp(PodVolume use) {
        var key = new Use(use.podUid(), use.volume().getName());
        PersistentVolume volume = bound.get(key);
        if (volume == null) {
            volume = find(use);
            bound.put(key, volume);
        }
        String name = volume.getMetadata().getName();
        PersistentVolume found = volume;
        PersistentSource source = sources.stream()
                .filter(candidate -> candidate.handles(found))
                .findFirst()
                .orElseThrow(() -> failed(
                        use,
                        "failed to get Plugin from volumeSpec for volume \"" + name
                                + "\" err=no volume plugin matched"));
        try {
            // Also tells, after a restart of the agent, that the Pod had the volume already.
            Files.createDirectories(use.directory());
            return source.setUp(volume, use);
        } catch (VolumeNotReady notReady) {
            if (notReady.isComplete()) throw notReady;
            throw VolumeNotReady.complete(
                    "MountVolume.SetUp failed for volume \"" + name + "\" : " + notReady.reason());
        } catch (IOException failure) {
            throw new VolumeNotReady(failure.toString(), failure);
        }
    }

    private PersistentVolume find(PodVolume use) {
        boolean ephemeral = use.volume().getEphemeral() != null;
        String name = ephemeral
                ? use.pod().getMetadata().getName() + "-" + use.volume().getName()
                : use.volume().getPersistentVolumeClaim().getClaimName();
        ObjectKey key = new ObjectKey(use.namespace(), name);
        try {
            PersistentVolumeClaim claim = objects.read(Kinds.PERSISTENT_VOLUME_CLAIM, key)
                    .orElseThrow(() -> unprocessed(
                            use,
                            key,
                            "failed to fetch PVC from API server: persistentvolumeclaims \"" + name + "\" not found"));
            if (ephemeral && !isOf(claim, use)) {
                throw unprocessed(
                        use,
                        key,
                        "PVC " + key + " was not created for pod " + ObjectKey.of(use.pod()) + " (pod is not owner)");
            }
            if (claim.getMetadata().getDeletionTimestamp() != null && !Files.exists(use.directory())) {
                throw unprocessed(use, key, "can't start pod because PVC is being deleted");
            }
            String volumeName = Objects.requireNonNullElse(claim.getSpec().getVolumeName(), "");
            if (volumeName.isEmpty() || !"Bound".equals(claim.getStatus().getPhase())) {
                throw unprocessed(use, key, "PVC is not bound");
            }
            PersistentVolume volume = objects.read(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(volumeName))
                    .orElseThrow(() -> unprocessed(
                            use,
                            key,
                            "failed to fetch PV " + volumeName + " from API server: persistentvolumes \"" + volumeName
                                    + "\" not found"));
            check(volume, claim, use, key);
            return volume;
        } catch (ApiException refused) {
            throw unprocessed(use, key, "failed to fetch PVC from API server: " + refused.getMessage());
        }
    }

    private void check(PersistentVolume volume, PersistentVolumeClaim claim, PodVolume use, ObjectKey key) {
        String name = volume.getMetadata().getName();
        var reference = volume.getSpec().getClaimRef();
        if (reference == null || !claim.getMetadata().getUid().equals(reference.getUid())) {
            throw unprocessed(use, key, "PV " + name + " is not bound to the claim");
        }
        if ("Block".equals(volume.getSpec().getVolumeMode())) {
            throw failed(use, "volume " + name + " has volumeMode Block, which is not supported by this node");
        }
        if (!NodeTerms.match(volume, node.nodeName(), node.labels().get())) {
            throw VolumeNotReady.complete("MountVolume.NodeAffinity check failed for volume \"" + name
                    + "\" : no matching NodeSelectorTerms");
        }
        if (!volume.getSpec().getAccessModes().contains("ReadWriteOncePod")) return;
        String holder = onlyPods.putIfAbsent(name, use.podUid());
        if (holder != null && !holder.equals(use.podUid())) {
            throw failed(use, "volume uses the ReadWriteOncePod access mode and is already in use by another pod");
        }
    }

    private static boolean isOf(PersistentVolumeClaim claim, PodVolume use) {
        return claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                        && owner.getUid().equals(use.podUid()));
    }

    private static VolumeNotReady unprocessed(PodVolume use, ObjectKey claim, String why) {
        return failed(use, "error processing PVC " + claim + ": " + why);
    }

    private static VolumeNotReady failed(PodVolume use, String why) {
        String name = use.volume().getName();
        return VolumeNotReady.complete("Unable to attach or mount volumes: unmounted volumes=[" + name
                + "], unattached volumes=[], failed to process volumes=[" + name + "]: " + why);
    }

    @Override
    public void forget(String podUid) {
        bound.keySet().removeIf(use -> use.podUid().equals(podUid));
        onlyPods.values().removeIf(podUid::equals);
    }
}
