package io.coxswain.node.stats;

import io.coxswain.node.cgroup.GroupFigures;
import java.time.Instant;

/**
 * The figures of a group and how fast it uses the processor.
 *
 * @param path below the root of the hierarchies; empty for the machine
 * @param since when its counters began at 0
 * @param nanoCores the average since the slow sample before, or since the group began
 */
public record GroupUsage(String path, Instant since, GroupFigures figures, long nanoCores) {}
