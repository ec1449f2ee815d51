package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.CycleState;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** A claim that is for one Pod alone has no other Pod that uses it. */
public final class VolumeRestrictions implements Plugin.PreFilter, Plugin.Filter {
    private static final Verdict REFUSED = Verdict.unschedulable(
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");

    /** The claims for one Pod alone, and how many other Pods use one of them. */
    private static final class Conflicts implements CycleState.Forkable {
        private final Set<String> claims;
        private int users;

        Conflicts(Set<String> claims, int users) {
            this.claims = claims;
            this.users = users;
        }

        @Override
        public Object fork() {
            return new Conflicts(claims, users);
        }

        boolean concerns(PodInfo pod, PodInfo other) {
            return other.namespace().equals(pod.namespace()) && !Collections.disjoint(claims, claimsOf(other));
        }
    }

    private final Cache<PersistentVolumeClaim> claims;

    public VolumeRestrictions(Cache<PersistentVolumeClaim> claims) {
        this.claims = claims;
    }

    @Override
    public String name() {
        return "VolumeRestrictions";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        PodInfo pod = cycle.pod();
        var alone = new HashSet<String>();
        for (String name : claimsOf(pod)) {
            claims.get(new ObjectKey(pod.namespace(), name))
                    .filter(claim -> claim.getSpec().getAccessModes().contains("ReadWriteOncePod"))
                    .ifPresent(_ -> alone.add(name));
        }
        if (alone.isEmpty()) return Prepared.SKIP;
        var conflicts = new Conflicts(alone, 0);
        for (NodeInfo node : cycle.cluster().nodes()) {
            for (PodInfo other : node.pods()) {
                if (conflicts.concerns(pod, other)) conflicts.users++;
            }
        }
        cycle.state().put(Conflicts.class, conflicts);
        return Prepared.OK;
    }

    private static Set<String> claimsOf(PodInfo pod) {
        var names = new HashSet<String>();
        PodClaims.volumes(pod)
                .forEach(volume -> PodClaims.claimName(pod, volume).ifPresent(names::add));
        return names;
    }

    @Override
    public void podAdded(Cycle cycle, PodInfo pod, NodeInfo node) {
        count(cycle, pod, 1);
    }

    @Override
    public void podRemoved(Cycle cycle, PodInfo pod, NodeInfo node) {
        count(cycle, pod, -1);
    }

    private static void count(Cycle cycle, PodInfo other, int by) {
        Conflicts conflicts = cycle.state().get(Conflicts.class);
        if (conflicts.concerns(cycle.pod(), other)) conflicts.users += by;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        return cycle.state().get(Conflicts.class).users > 0 ? REFUSED : Verdict.ok();
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return event instanceof ClusterEvent.PodGone || event instanceof ClusterEvent.VolumeChanged;
    }
}
