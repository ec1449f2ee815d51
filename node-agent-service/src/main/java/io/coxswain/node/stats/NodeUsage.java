package io.coxswain.node.stats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One look at everything.
 *
 * @param machine of the whole machine, of which this and other nodes offer all
 * @param allPods the group of this node's Pods; empty before the first
 * @param disk that of the agent's directory
 * @param withSizes whether directories were measured too
 */
public record NodeUsage(
        Instant at,
        GroupUsage machine,
        Optional<GroupUsage> allPods,
        List<InterfaceFigures> network,
        FileSystemFigures disk,
        List<PodUsage> pods,
        boolean withSizes) {
    public NodeUsage {
        network = List.copyOf(network);
        pods = List.copyOf(pods);
    }
}
