package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The profiles of this scheduler, by schedulerName. Pods of other names are another scheduler's. */
final class Profiles implements QueueRules {
    private final Map<String, Profile> profiles = new LinkedHashMap<>();
    private final Profile first;

    Profiles(List<Profile> all) {
        this.first = all.getFirst();
        for (Profile profile : all) {
            if (profiles.put(profile.schedulerName(), profile) != null) {
                throw new IllegalArgumentException("two scheduler profiles are named " + profile.schedulerName());
            }
        }
    }

    @Nullable Profile of(PodInfo pod) {
        return profiles.get(pod.schedulerName());
    }

    boolean serves(PodInfo pod) {
        return of(pod) != null;
    }

    @Override
    public Comparator<PodInfo> order() {
        return first.queueSort.order();
    }

    @Override
    public boolean admits(PodInfo pod) {
        Profile profile = of(pod);
        return profile != null && profile.admits(pod);
    }

    @Override
    public boolean mayHelp(PodInfo pod, Set<String> keptOutBy, ClusterEvent event) {
        Profile profile = of(pod);
        return profile != null && profile.mayHelp(pod, keptOutBy, event);
    }
}
