package io.coxswain.controlplane.scheduler.framework;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says why no node is available, in the words that users and tools know. */
public final class FitReport {
    private FitReport() {}

    /**
     * Counts the reasons of all nodes.
     *
     * @param why of each node that was refused
     */
    public static String of(int nodes, Collection<List<String>> why, int others, String whyOthers) {
        Map<String, Integer> reasons = new HashMap<>();
        for (List<String> each : why) each.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        if (others > 0 && !whyOthers.isEmpty()) reasons.merge(whyOthers, others, Integer::sum);
        String all = reasons.entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? start(nodes) : start(nodes) + " " + all + ".";
    }

    /** When all nodes are refused for one reason that lies in the Pod. */
    public static String ofPod(int nodes, List<String> why) {
        return start(nodes) + " " + String.join(", ", why) + ".";
    }

    private static String start(int nodes) {
        return "0/" + nodes + " nodes are available:";
    }
}
