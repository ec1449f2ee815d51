package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Takes the best of the nodes that can run a Pod. */
final class Scoring {
    /** One plug-in's weighted scores of all nodes. */
    static final class Column {
        private final String plugin;
        private final long[] scores;

        Column(String plugin, long[] scores) {
            this.plugin = plugin;
            this.scores = scores;
        }

        String plugin() {
            return plugin;
        }

        long of(int node) {
            return scores[node];
        }
    }

    private final List<Profile.Weighted> plugins;

    Scoring(List<Profile.Weighted> plugins) {
        this.plugins = plugins;
    }

    Choice best(Cycle cycle, List<NodeInfo> nodes, Decision.Builder decision) {
        if (nodes.size() == 1) return new Choice.Node(nodes.getFirst().name(), cycle);
        for (Profile.Weighted each : plugins) {
            switch (each.plugin().preScore(cycle, nodes)) {
                case Verdict.Skip _ -> cycle.state().skipScore(each.plugin().name());
                case Verdict.Fault(var message) -> {
                    return new Choice.Broken(
                            "running PreScore plugin \"" + each.plugin().name() + "\": " + message);
                }
                case Verdict.Ok _, Verdict.Unschedulable _, Verdict.Unresolvable _ -> {}
            }
        }
        long[] totals = new long[nodes.size()];
        var columns = new ArrayList<Column>(plugins.size());
        for (Profile.Weighted each : plugins) {
            if (!cycle.state().scores(each.plugin())) continue;
            long[] scores = scores(cycle, each, nodes);
            for (int at = 0; at < totals.length; at++) totals[at] += scores[at];
            columns.add(new Column(each.plugin().name(), scores));
        }
        int best = highest(totals);
        decision.scored(nodes, totals, columns);
        return new Choice.Node(nodes.get(best).name(), cycle);
    }

    private static long[] scores(Cycle cycle, Profile.Weighted weighted, List<NodeInfo> nodes) {
        Plugin.Score plugin = weighted.plugin();
        long[] scores = new long[nodes.size()];
        for (int at = 0; at < scores.length; at++) scores[at] = plugin.score(cycle, nodes.get(at));
        plugin.normalise(cycle, nodes, scores);
        for (int at = 0; at < scores.length; at++) scores[at] *= weighted.weight();
        return scores;
    }

    private static int highest(long[] totals) {
        int best = 0;
        int equals = 1;
        for (int at = 1; at < totals.length; at++) {
            if (totals[at] > totals[best]) {
                best = at;
                equals = 1;
            } else if (totals[at] == totals[best] && ThreadLocalRandom.current().nextInt(++equals) == 0) {
                best = at;
            }
        }
        return best;
    }
}
