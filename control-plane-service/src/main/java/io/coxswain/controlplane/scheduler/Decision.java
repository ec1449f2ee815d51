package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.Filtering.Refusal;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One attempt to find a node for a Pod, as it is kept for those who ask why.
 *
 * @param result {@code scheduled}, {@code unschedulable} or {@code error}
 * @param node that was chosen or nominated, or empty
 * @param message as the Pod's condition tells it
 * @param refusals the first nodes that were refused
 * @param moreRefused how many nodes were refused beside those
 * @param scores the best nodes, the chosen one's score among them
 */
public record Decision(
        Instant at,
        int attempt,
        String result,
        String node,
        String message,
        List<NodeRefusal> refusals,
        int moreRefused,
        List<NodeScore> scores) {
    /** Which plug-in refused a node, and why; {@code *} stands for all nodes. */
    public record NodeRefusal(String node, String plugin, List<String> reasons) {}

    /** The weighted score of a node, in all and by plug-in. */
    public record NodeScore(String node, long total, Map<String, Long> byPlugin) {}

    /** Collects what an attempt tells, up to a bound. */
    static final class Builder {
        private static final int MOST_REFUSALS = 50;
        private static final int MOST_SCORES = 10;

        private final List<NodeRefusal> refusals = new ArrayList<>();
        private List<NodeScore> scores = List.of();
        private int more;

        void refused(String node, Refusal refusal) {
            if (refusals.size() == MOST_REFUSALS) more++;
            else
                refusals.add(new NodeRefusal(
                        node, refusal.plugin(), refusal.verdict().why()));
        }

        void refusedEverywhere(String plugin, Verdict verdict) {
            refusals.add(new NodeRefusal("*", plugin, verdict.why()));
        }

        void scored(List<NodeInfo> nodes, long[] totals, List<Scoring.Column> columns) {
            scores = best(totals).stream()
                    .map(at -> {
                        Map<String, Long> byPlugin = new LinkedHashMap<>();
                        columns.forEach(column -> byPlugin.put(column.plugin(), column.of(at)));
                        return new NodeScore(nodes.get(at).name(), totals[at], byPlugin);
                    })
                    .toList();
        }

        private static List<Integer> best(long[] totals) {
            if (totals.length <= MOST_SCORES) {
                return IntStream.range(0, totals.length)
                        .boxed()
                        .sorted(Comparator.comparing((Integer at) -> -totals[at]))
                        .toList();
            }
            var best = new java.util.PriorityQueue<Integer>(Comparator.comparing((Integer at) -> totals[at]));
            for (int at = 0; at < totals.length; at++) {
                if (best.size() < MOST_SCORES) {
                    best.add(at);
                } else if (totals[at] > totals[best.element()]) {
                    best.remove();
                    best.add(at);
                }
            }
            return best.stream()
                    .sorted(Comparator.comparing((Integer at) -> -totals[at]))
                    .toList();
        }

        Decision end(Instant now, int attempt, String result, String node, String message) {
            return new Decision(now, attempt, result, node, message, List.copyOf(refusals), more, scores);
        }
    }
}
