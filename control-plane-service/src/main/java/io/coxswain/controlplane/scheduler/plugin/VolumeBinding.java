package io.coxswain.controlplane.scheduler.plugin;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.controlplane.controller.storage.StorageAnnotations;
import io.coxswain.controlplane.controller.storage.VolumeMatch;
import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.NodeMatcher;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The node reaches the Pod's volumes; those that wait for a node are bound or made where the Pod comes to. */
public final class VolumeBinding implements Plugin.PreFilter, Plugin.Filter, Plugin.Reserve, Plugin.PreBind {
    private static final Verdict UNBOUND = Verdict.unresolvable("pod has unbound immediate PersistentVolumeClaims");
    private static final Verdict CONFLICT = Verdict.unresolvable("node(s) had volume node affinity conflict");
    private static final Verdict NOTHING_TO_BIND =
            Verdict.unresolvable("node(s) didn't find available persistent volumes to bind");
    private static final Verdict VANISHED =
            Verdict.unresolvable("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");

    private record Volumes(PodClaims claims, Map<String, VolumePlan> plans) {}

    private final Cache<PersistentVolumeClaim> claims;
    private final Cache<PersistentVolume> volumes;
    private final Cache<StorageClass> classes;
    private final VolumeBindings bindings;
    /** Volumes that were promised to claims, by name, until the API tells so itself. */
    private final Set<String> promised = ConcurrentHashMap.newKeySet();

    public VolumeBinding(
            Cache<PersistentVolumeClaim> claims,
            Cache<PersistentVolume> volumes,
            Cache<StorageClass> classes,
            VolumeBindings bindings) {
        this.claims = claims;
        this.volumes = volumes;
        this.classes = classes;
        this.bindings = bindings;
    }

    @Override
    public String name() {
        return "VolumeBinding";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        boolean none = PodClaims.volumes(cycle.pod()).stream()
                .allMatch(volume -> PodClaims.claimName(cycle.pod(), volume).isEmpty());
        if (none) return Prepared.SKIP;
        PodClaims found = PodClaims.of(cycle.pod(), claims, classes);
        if (!found.fault().isEmpty()) return Prepared.of(Verdict.unresolvable(found.fault()));
        if (!found.immediate().isEmpty()) return Prepared.of(UNBOUND);
        cycle.state().put(Volumes.class, new Volumes(found, new HashMap<>()));
        return Prepared.OK;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        Volumes found = cycle.state().get(Volumes.class);
        for (PersistentVolumeClaim claim : found.claims.bound()) {
            Optional<PersistentVolume> volume = volumes.get(ObjectKey.cluster(volumeName(claim)));
            if (volume.isEmpty()) return VANISHED;
            if (!reaches(volume.get(), node)) return CONFLICT;
        }
        VolumePlan plan = plan(found.claims.delayed(), node);
        if (plan == null) return NOTHING_TO_BIND;
        found.plans.put(node.name(), plan);
        return Verdict.ok();
    }

    private static boolean reaches(PersistentVolume volume, NodeInfo node) {
        var affinity = volume.getSpec().getNodeAffinity();
        return affinity == null
                || affinity.getRequired() == null
                || NodeMatcher.of(affinity.getRequired()).matches(node.name(), node.labels());
    }

    /** Null where the node cannot serve all claims. */
    private @Nullable VolumePlan plan(List<PersistentVolumeClaim> delayed, NodeInfo node) {
        if (delayed.isEmpty()) return VolumePlan.NOTHING;
        Map<String, VolumePlan.Take> take = new HashMap<>();
        var provision = new ArrayList<PersistentVolumeClaim>();
        var taken = new HashSet<>(promised);
        for (PersistentVolumeClaim claim : delayed) {
            String selected = annotation(claim, StorageAnnotations.SELECTED_NODE);
            if (!selected.isEmpty() && !selected.equals(node.name())) return null;
            Optional<PersistentVolume> found =
                    selected.isEmpty() ? VolumeMatch.find(claim, reachable(node, taken), false) : Optional.empty();
            if (found.isPresent()) {
                taken.add(found.get().getMetadata().getName());
                take.put(claim.getMetadata().getName(), new VolumePlan.Take(claim, found.get()));
            } else if (isProvisioned(claim, node)) {
                provision.add(claim);
            } else {
                return null;
            }
        }
        return new VolumePlan(take, provision);
    }

    private List<PersistentVolume> reachable(NodeInfo node, Set<String> taken) {
        return volumes.list(null).stream()
                .filter(volume -> !taken.contains(volume.getMetadata().getName()))
                .filter(volume -> reaches(volume, node))
                .toList();
    }

    private boolean isProvisioned(PersistentVolumeClaim claim, NodeInfo node) {
        return classes.get(ObjectKey.cluster(storageClass(claim)))
                .filter(each -> !each.getProvisioner().equals("kubernetes.io/no-provisioner"))
                .filter(each -> isAllowed(each, node))
                .isPresent();
    }

    private static boolean isAllowed(StorageClass storageClass, NodeInfo node) {
        List<TopologySelectorTerm> terms =
                Objects.requireNonNullElse(storageClass.getAllowedTopologies(), List.<TopologySelectorTerm>of());
        return terms.isEmpty()
                || terms.stream()
                        .anyMatch(term -> term.getMatchLabelExpressions().stream()
                                .allMatch(each ->
                                        each.getValues().contains(node.labels().getOrDefault(each.getKey(), ""))));
    }

    private static VolumePlan chosen(Cycle cycle, String node) {
        Volumes found = cycle.state().find(Volumes.class);
        return found == null ? VolumePlan.NOTHING : found.plans.getOrDefault(node, VolumePlan.NOTHING);
    }

    @Override
    public Verdict reserve(Cycle cycle, String node) {
        chosen(cycle, node)
                .take()
                .values()
                .forEach(take -> promised.add(take.volume().getMetadata().getName()));
        return Verdict.ok();
    }

    @Override
    public void unreserve(Cycle cycle, String node) {
        chosen(cycle, node)
                .take()
                .values()
                .forEach(take -> promised.remove(take.volume().getMetadata().getName()));
    }

    @Override
    public Verdict preBind(Cycle cycle, String node) throws InterruptedException {
        VolumePlan plan = chosen(cycle, node);
        if (plan.isNothing()) return Verdict.ok();
        Verdict verdict = bindings.bind(plan, node);
        // from here on the volumes themselves name their claims
        if (verdict.isOk()) unreserve(cycle, node);
        return verdict;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded _, ClusterEvent.VolumeChanged _ -> true;
            case ClusterEvent.NodeChanged(var before, var now) ->
                !before.labels().equals(now.labels());
            case ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.PodChanged _,
                    ClusterEvent.PodGone _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }
}
