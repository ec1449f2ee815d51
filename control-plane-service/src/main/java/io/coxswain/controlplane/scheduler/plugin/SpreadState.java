package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.CycleState;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.PodMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The domains of the constraints that a Pod requires. The counts are shared, simulations keep the difference. */
final class SpreadState implements CycleState.Forkable {
    /**
     * One constraint with its two emptiest domains: a simulation changes one domain, so that the least is one of them.
     */
    private record Spread(
            SpreadConstraint constraint,
            PodMatcher matcher,
            boolean countsItself,
            Map<String, Integer> domains,
            @Nullable String emptiest,
            int least,
            int second) {}

    private final List<Spread> spreads;
    private final Set<String> keys;
    private final List<Map<String, Integer>> differences;

    private SpreadState(List<Spread> spreads, Set<String> keys, List<Map<String, Integer>> differences) {
        this.spreads = spreads;
        this.keys = keys;
        this.differences = differences;
    }

    static SpreadState of(Cycle cycle, List<SpreadConstraint> constraints) {
        Set<String> keys =
                constraints.stream().map(SpreadConstraint::topologyKey).collect(Collectors.toUnmodifiableSet());
        var spreads = new ArrayList<Spread>();
        var differences = new ArrayList<Map<String, Integer>>();
        for (SpreadConstraint constraint : constraints) {
            spreads.add(spread(cycle, constraint, constraint.domains(cycle, keys)));
            differences.add(new HashMap<>());
        }
        return new SpreadState(spreads, keys, differences);
    }

    private static Spread spread(Cycle cycle, SpreadConstraint constraint, Map<String, Integer> domains) {
        String emptiest = null;
        int least = Integer.MAX_VALUE;
        int second = Integer.MAX_VALUE;
        for (Map.Entry<String, Integer> domain : domains.entrySet()) {
            int count = domain.getValue();
            if (count < least) {
                second = least;
                least = count;
                emptiest = domain.getKey();
            } else {
                second = Math.min(second, count);
            }
        }
        boolean itself = constraint.selector().matches(cycle.pod().labels());
        return new Spread(constraint, constraint.matcher(cycle.pod()), itself, domains, emptiest, least, second);
    }

    @Override
    public Object fork() {
        var copies = new ArrayList<Map<String, Integer>>();
        differences.forEach(each -> copies.add(new HashMap<>(each)));
        return new SpreadState(spreads, keys, copies);
    }

    void count(PodInfo pod, PodInfo other, NodeInfo node, int by) {
        if (!node.labels().keySet().containsAll(keys)) return;
        for (int at = 0; at < spreads.size(); at++) {
            Spread spread = spreads.get(at);
            if (!spread.matcher.matches(other) || !spread.constraint.counts(pod, node)) continue;
            String value = node.labels().get(spread.constraint.topologyKey());
            if (value != null) differences.get(at).merge(value, by, Integer::sum);
        }
    }

    /** Null where the node lacks the label of a constraint. */
    @Nullable Boolean isEven(NodeInfo node) {
        for (int at = 0; at < spreads.size(); at++) {
            Spread spread = spreads.get(at);
            String value = node.labels().get(spread.constraint.topologyKey());
            if (value == null) return null;
            int count =
                    spread.domains.getOrDefault(value, 0) + differences.get(at).getOrDefault(value, 0);
            int skew = count + (spread.countsItself ? 1 : 0) - least(spread, differences.get(at));
            if (skew > spread.constraint.maxSkew()) return false;
        }
        return true;
    }

    private static int least(Spread spread, Map<String, Integer> difference) {
        if (spread.domains.size() < spread.constraint.minDomains()) return 0;
        int least = spread.least;
        for (Map.Entry<String, Integer> changed : difference.entrySet()) {
            int count = spread.domains.getOrDefault(changed.getKey(), 0) + changed.getValue();
            int others = changed.getKey().equals(spread.emptiest) ? spread.second : spread.least;
            least = Math.min(count, others);
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }
}
