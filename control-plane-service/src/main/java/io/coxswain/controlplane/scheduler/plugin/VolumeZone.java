package io.coxswain.controlplane.scheduler.plugin;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The node is in the zone and region that the labels of the Pod's volumes name. */
public final class VolumeZone implements Plugin.PreFilter, Plugin.Filter {
    private static final Verdict REFUSED = Verdict.unresolvable("node(s) had no available volume zone");
    private static final List<String> KEYS = List.of(
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");

    private record Place(String key, Set<String> values) {}

    private record Places(List<Place> all) {}

    private final Cache<PersistentVolumeClaim> claims;
    private final Cache<PersistentVolume> volumes;

    public VolumeZone(Cache<PersistentVolumeClaim> claims, Cache<PersistentVolume> volumes) {
        this.claims = claims;
        this.volumes = volumes;
    }

    @Override
    public String name() {
        return "VolumeZone";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        PodInfo pod = cycle.pod();
        var places = new ArrayList<Place>();
        for (var volume : PodClaims.volumes(pod)) {
            PodClaims.claimName(pod, volume)
                    .flatMap(name -> claims.get(new ObjectKey(pod.namespace(), name)))
                    .filter(claim -> !volumeName(claim).isEmpty())
                    .flatMap(claim -> volumes.get(ObjectKey.cluster(volumeName(claim))))
                    .ifPresent(each -> places.addAll(places(each)));
        }
        if (places.isEmpty()) return Prepared.SKIP;
        cycle.state().put(Places.class, new Places(places));
        return Prepared.OK;
    }

    private static List<Place> places(PersistentVolume volume) {
        Map<String, String> labels =
                Objects.requireNonNullElse(volume.getMetadata().getLabels(), Map.of());
        return KEYS.stream()
                .filter(labels::containsKey)
                .map(key -> new Place(
                        key, Set.of(Objects.requireNonNull(labels.get(key)).split("__"))))
                .toList();
    }

    /** A node that names no zone is in none to be compared. */
    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        if (KEYS.stream().noneMatch(node.labels()::containsKey)) return Verdict.ok();
        for (Place place : cycle.state().get(Places.class).all) {
            String value = node.labels().get(place.key);
            if (value == null || !place.values.contains(value)) return REFUSED;
        }
        return Verdict.ok();
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.NodeChanged
                || event instanceof ClusterEvent.VolumeChanged;
    }
}
