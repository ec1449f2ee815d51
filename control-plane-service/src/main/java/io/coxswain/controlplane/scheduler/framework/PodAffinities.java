package io.coxswain.controlplane.scheduler.framework;

import io.coxswain.controlplane.scheduler.framework.AffinityTerm.Weighted;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which other Pods a Pod wants to be with, and which it wants to be away from. */
public record PodAffinities(
        List<AffinityTerm> required,
        List<AffinityTerm> requiredAway,
        List<Weighted> preferred,
        List<Weighted> preferredAway) {
    public static final PodAffinities NONE = new PodAffinities(List.of(), List.of(), List.of(), List.of());

    static PodAffinities of(Pod pod) {
        Affinity affinity = pod.getSpec().getAffinity();
        if (affinity == null || (affinity.getPodAffinity() == null && affinity.getPodAntiAffinity() == null)) {
            return NONE;
        }
        var with = affinity.getPodAffinity();
        var away = affinity.getPodAntiAffinity();
        return new PodAffinities(
                with == null ? List.of() : terms(pod, with.getRequiredDuringSchedulingIgnoredDuringExecution()),
                away == null ? List.of() : terms(pod, away.getRequiredDuringSchedulingIgnoredDuringExecution()),
                with == null ? List.of() : weighted(pod, with.getPreferredDuringSchedulingIgnoredDuringExecution()),
                away == null ? List.of() : weighted(pod, away.getPreferredDuringSchedulingIgnoredDuringExecution()));
    }

    public boolean isEmpty() {
        return required.isEmpty() && requiredAway.isEmpty() && preferred.isEmpty() && preferredAway.isEmpty();
    }

    private static List<AffinityTerm> terms(Pod pod, @Nullable List<PodAffinityTerm> terms) {
        return terms == null
                ? List.of()
                : terms.stream().map(term -> AffinityTerm.of(pod, term)).toList();
    }

    private static List<Weighted> weighted(Pod pod, @Nullable List<WeightedPodAffinityTerm> terms) {
        return terms == null
                ? List.of()
                : terms.stream()
                        .map(each -> new Weighted(AffinityTerm.of(pod, each.getPodAffinityTerm()), each.getWeight()))
                        .toList();
    }
}
