package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.AffinityTerm;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.CycleState;
import io.coxswain.controlplane.scheduler.framework.MatchCounts;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.PodMatcher;
import io.coxswain.controlplane.scheduler.framework.TermIndex.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where Pods are that one Pod requires to be with or away from. The counts are shared, simulations keep the difference.
 */
final class AffinityState implements CycleState.Forkable {
    /** A value of a topology key, as seen by one of the three rules. */
    private record Domain(int rule, String topologyKey, String value) {}

    private record Away(AffinityTerm term, PodMatcher matcher, MatchCounts counts) {}

    private static final int WITH = -1;
    private static final int OPPOSED = -2;

    private final Map<String, String> ownNamespace;
    private final List<Use> against;
    private final List<AffinityTerm> with;
    private final PodMatcher withMatcher;
    private final MatchCounts withCounts;
    private final boolean matchesItself;
    private final List<Away> away;
    private final Map<Domain, Long> difference;
    private int withDifference;

    private AffinityState(
            Map<String, String> ownNamespace,
            List<Use> against,
            List<AffinityTerm> with,
            PodMatcher withMatcher,
            MatchCounts withCounts,
            boolean matchesItself,
            List<Away> away,
            Map<Domain, Long> difference) {
        this.ownNamespace = ownNamespace;
        this.against = against;
        this.with = with;
        this.withMatcher = withMatcher;
        this.withCounts = withCounts;
        this.matchesItself = matchesItself;
        this.away = away;
        this.difference = difference;
    }

    static AffinityState of(Cycle cycle, NamespaceLabels namespaces, Map<String, String> own, List<Use> against) {
        PodInfo pod = cycle.pod();
        List<AffinityTerm> with = pod.affinities().required();
        PodMatcher matcher = namespaces.matcher(with);
        MatchCounts none = new MatchCounts(_ -> Map.of());
        List<Away> away = pod.affinities().requiredAway().stream()
                .map(term -> {
                    PodMatcher each = namespaces.matcher(List.of(term));
                    return new Away(term, each, cycle.cluster().matching(each));
                })
                .toList();
        return new AffinityState(
                own,
                against,
                with,
                matcher,
                with.isEmpty() ? none : cycle.cluster().matching(matcher),
                matcher.matches(pod),
                away,
                new HashMap<>());
    }

    @Override
    public Object fork() {
        var fork = new AffinityState(
                ownNamespace, against, with, withMatcher, withCounts, matchesItself, away, new HashMap<>(difference));
        fork.withDifference = withDifference;
        return fork;
    }

    /** In a simulation there is one more or one less of the other Pod. */
    void count(PodInfo pod, PodInfo other, NodeInfo node, int by) {
        if (withMatcher.matches(other)) {
            withDifference += by;
            for (AffinityTerm term : with) add(WITH, term.topologyKey(), node, by);
        }
        for (int at = 0; at < away.size(); at++) {
            Away each = away.get(at);
            if (each.matcher.matches(other)) add(at, each.term.topologyKey(), node, by);
        }
        for (AffinityTerm term : other.affinities().requiredAway()) {
            if (term.matches(pod, ownNamespace)) add(OPPOSED, term.topologyKey(), node, by);
        }
    }

    private void add(int rule, String topologyKey, NodeInfo node, int by) {
        String value = node.labels().get(topologyKey);
        if (value != null) difference.merge(new Domain(rule, topologyKey, value), (long) by, Long::sum);
    }

    private long difference(int rule, String topologyKey, String value) {
        return difference.isEmpty() ? 0 : difference.getOrDefault(new Domain(rule, topologyKey, value), 0L);
    }

    /** The first of Pods that want to be together may go anywhere where there is such a place. */
    boolean isWith(NodeInfo node) {
        boolean found = true;
        for (AffinityTerm term : with) {
            String value = node.labels().get(term.topologyKey());
            if (value == null) return false;
            long count = withCounts.by(term.topologyKey()).getOrDefault(value, 0)
                    + difference(WITH, term.topologyKey(), value);
            found &= count > 0;
        }
        return found || (matchesItself && withCounts.isEmpty() && withDifference <= 0);
    }

    boolean isAway(NodeInfo node) {
        for (int at = 0; at < away.size(); at++) {
            Away each = away.get(at);
            String key = each.term.topologyKey();
            String value = node.labels().get(key);
            if (value != null && each.counts.by(key).getOrDefault(value, 0) + difference(at, key, value) > 0)
                return false;
        }
        return true;
    }

    /** No Pod there is against this one. */
    boolean isUnopposed(NodeInfo node) {
        if (against.isEmpty() && difference.isEmpty()) return true;
        Map<String, Long> opposed = new HashMap<>();
        for (Use use : against) {
            String key = use.term().topologyKey();
            String value = node.labels().get(key);
            if (value != null) opposed.merge(key, use.byDomain().getOrDefault(value, 0L), Long::sum);
        }
        difference.forEach((domain, by) -> {
            boolean here =
                    domain.rule == OPPOSED && domain.value.equals(node.labels().get(domain.topologyKey));
            if (here) opposed.merge(domain.topologyKey, by, Long::sum);
        });
        return opposed.values().stream().allMatch(count -> count <= 0);
    }
}
