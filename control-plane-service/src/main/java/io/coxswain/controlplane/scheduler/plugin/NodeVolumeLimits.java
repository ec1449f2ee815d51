package io.coxswain.controlplane.scheduler.plugin;

import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The node can have as many volumes of each storage driver as its CSINode says. */
public final class NodeVolumeLimits implements Plugin.PreFilter, Plugin.Filter {
    private static final Verdict REFUSED = Verdict.unschedulable("node(s) exceed max volume count");

    /** A volume of a driver; one that is still to be made stands under the name of its claim. */
    private record DriverVolume(String driver, String handle) {}

    private record Wanted(Set<DriverVolume> volumes) {}

    private final Cache<PersistentVolumeClaim> claims;
    private final Cache<PersistentVolume> volumes;
    private final Cache<StorageClass> classes;
    private final Cache<CSINode> limits;

    public NodeVolumeLimits(
            Cache<PersistentVolumeClaim> claims,
            Cache<PersistentVolume> volumes,
            Cache<StorageClass> classes,
            Cache<CSINode> limits) {
        this.claims = claims;
        this.volumes = volumes;
        this.classes = classes;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "NodeVolumeLimits";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        Set<DriverVolume> wanted = volumesOf(cycle.pod());
        if (wanted.isEmpty()) return Prepared.SKIP;
        cycle.state().put(Wanted.class, new Wanted(wanted));
        return Prepared.OK;
    }

    private Set<DriverVolume> volumesOf(PodInfo pod) {
        var found = new HashSet<DriverVolume>();
        for (var volume : PodClaims.volumes(pod)) {
            PodClaims.claimName(pod, volume)
                    .flatMap(name -> claims.get(new ObjectKey(pod.namespace(), name)))
                    .flatMap(this::volume)
                    .ifPresent(found::add);
        }
        return found;
    }

    private Optional<DriverVolume> volume(PersistentVolumeClaim claim) {
        if (volumeName(claim).isEmpty()) {
            return classes.get(ObjectKey.cluster(storageClass(claim)))
                    .map(each -> new DriverVolume(
                            each.getProvisioner(), ObjectKey.of(claim).toString()));
        }
        return volumes.get(ObjectKey.cluster(volumeName(claim)))
                .map(each -> each.getSpec().getCsi())
                .map(csi -> new DriverVolume(csi.getDriver(), csi.getVolumeHandle()));
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        Map<String, Integer> counts = counts(node.name());
        if (counts.isEmpty()) return Verdict.ok();
        Set<DriverVolume> there = new HashSet<>();
        for (PodInfo pod : node.pods()) there.addAll(volumesOf(pod));
        Set<String> growing = new HashSet<>();
        for (DriverVolume volume : cycle.state().get(Wanted.class).volumes) {
            if (there.add(volume)) growing.add(volume.driver);
        }
        for (String driver : growing) {
            Integer most = counts.get(driver);
            if (most == null) continue;
            long all = there.stream().filter(each -> each.driver.equals(driver)).count();
            if (all > most) return REFUSED;
        }
        return Verdict.ok();
    }

    /** By driver; a driver that names no number has no limit. */
    private Map<String, Integer> counts(String node) {
        var counts = new HashMap<String, Integer>();
        limits.get(ObjectKey.cluster(node))
                .ifPresent(csi -> csi.getSpec().getDrivers().forEach(driver -> {
                    if (driver.getAllocatable() != null
                            && driver.getAllocatable().getCount() != null) {
                        counts.put(driver.getName(), driver.getAllocatable().getCount());
                    }
                }));
        return counts;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.PodGone
                || event instanceof ClusterEvent.VolumeChanged;
    }
}
