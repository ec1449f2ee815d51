package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.Filtering;
import io.coxswain.controlplane.scheduler.framework.FitReport;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes room for a Pod that fits nowhere, by ending Pods of lower priority on the node where that does least harm. */
public final class DefaultPreemption implements Plugin.PostFilter {
    /** Of many nodes only so many are tried: a tenth, but at least a hundred. */
    private static final int PERCENT = 10;

    private static final int LEAST = 100;
    private static final String PREFIX = "preemption: ";
    private static final String UNHELPFUL = "Preemption is not helpful for scheduling";
    private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

    private final Cache<PodDisruptionBudget> budgets;
    private final Evictions evictions;

    public DefaultPreemption(Cache<PodDisruptionBudget> budgets, Evictions evictions) {
        this.budgets = budgets;
        this.evictions = evictions;
    }

    @Override
    public String name() {
        return "DefaultPreemption";
    }

    @Override
    public Result postFilter(Cycle cycle, Map<String, Verdict> verdicts) {
        Optional<String> not = ineligible(cycle, verdicts);
        if (not.isPresent()) return new Result(null, PREFIX + not.get());
        var potential = new ArrayList<NodeInfo>();
        verdicts.forEach((name, verdict) -> {
            NodeInfo node = cycle.cluster().node(name);
            if (node != null && verdict instanceof Verdict.Unschedulable) potential.add(node);
        });
        Map<String, List<String>> why = new LinkedHashMap<>();
        List<Victims> candidates = candidates(cycle, potential, why);
        if (candidates.isEmpty()) {
            int all = cycle.cluster().nodes().size();
            return new Result("", PREFIX + FitReport.of(all, why.values(), all - why.size(), UNHELPFUL));
        }
        Victims best = candidates.stream().min(Victims.LEAST_HARM).orElseThrow();
        evictions.evict(cycle.pod(), best, lowerNominated(cycle, best.node()));
        return new Result(best.node(), "");
    }

    private Optional<String> ineligible(Cycle cycle, Map<String, Verdict> verdicts) {
        PodInfo pod = cycle.pod();
        if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
            return Optional.of("not eligible due to preemptionPolicy=Never.");
        }
        if (evictions.isUnderway(pod)) return Optional.of("waiting for the preemption for this pod to be finished");
        NodeInfo nominated =
                pod.nominatedNode().isEmpty() ? null : cycle.cluster().node(pod.nominatedNode());
        if (nominated == null || verdicts.get(nominated.name()) instanceof Verdict.Unresolvable)
            return Optional.empty();
        boolean leaving = nominated.pods().stream()
                .anyMatch(other -> other.priority() < pod.priority() && Evictions.isPreempted(other.pod()));
        return leaving ? Optional.of("not eligible due to a terminating pod on the nominated node.") : Optional.empty();
    }

    /** Tries nodes from a random one on, so that not always the same are hit. */
    private List<Victims> candidates(Cycle cycle, List<NodeInfo> potential, Map<String, List<String>> why) {
        var found = new ArrayList<Victims>();
        if (potential.isEmpty()) return found;
        int most = Math.min(potential.size(), Math.max(LEAST, potential.size() * PERCENT / 100));
        int offset = ThreadLocalRandom.current().nextInt(potential.size());
        boolean harmless = false;
        for (int at = 0; at < potential.size() && !(harmless && found.size() >= most); at++) {
            NodeInfo node = potential.get((offset + at) % potential.size());
            List<String> reasons = new ArrayList<>();
            Optional<Victims> victims = victims(cycle, node, reasons);
            if (victims.isPresent()) {
                found.add(victims.get());
                harmless |= victims.get().violations() == 0;
            } else {
                why.put(node.name(), reasons);
            }
        }
        return found;
    }

    /** The fewest and least important Pods without which the Pod fits. */
    private Optional<Victims> victims(Cycle cycle, NodeInfo node, List<String> why) {
        PodInfo pod = cycle.pod();
        List<PodInfo> lower = node.pods().stream()
                .filter(other -> other.priority() < pod.priority())
                .sorted(Victims.MORE_IMPORTANT_FIRST)
                .toList();
        if (lower.isEmpty()) {
            why.add(NO_VICTIMS);
            return Optional.empty();
        }
        Filtering filtering = cycle.filtering();
        Cycle simulated = cycle.fork();
        NodeInfo emptier = node.copy();
        for (PodInfo other : lower) filtering.remove(simulated, other, emptier);
        Filtering.Refusal refusal = filtering.refusalBesideNominated(simulated, emptier);
        if (refusal != null) {
            why.addAll(refusal.verdict().why());
            return Optional.empty();
        }
        DisruptionBudgets.Split split = DisruptionBudgets.split(lower, budgets);
        var victims = new ArrayList<PodInfo>();
        int violations = 0;
        for (PodInfo other : split.violating()) {
            if (!isSpared(simulated, emptier, other, victims)) violations++;
        }
        for (PodInfo other : split.others()) {
            boolean unused = isSpared(simulated, emptier, other, victims);
        }
        victims.sort(Victims.MORE_IMPORTANT_FIRST);
        if (victims.isEmpty()) {
            why.add(NO_VICTIMS);
            return Optional.empty();
        }
        return Optional.of(new Victims(node.name(), victims, violations));
    }

    private static boolean isSpared(Cycle simulated, NodeInfo node, PodInfo other, List<PodInfo> victims) {
        simulated.filtering().add(simulated, other, node);
        if (simulated.filtering().refusalBesideNominated(simulated, node) == null) return true;
        simulated.filtering().remove(simulated, other, node);
        victims.add(other);
        return false;
    }

    /** They are to look for another node. */
    private static List<PodInfo> lowerNominated(Cycle cycle, String node) {
        return cycle.cluster().nominated(node).stream()
                .filter(other -> other.priority() < cycle.pod().priority())
                .toList();
    }
}
