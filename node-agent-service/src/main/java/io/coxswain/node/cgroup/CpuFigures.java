package io.coxswain.node.cgroup;

/**
 * The processor time of a group since it was made.
 *
 * @param periods in which a quota was counted; 0 without a quota
 */
public record CpuFigures(
        long usageNanos, long userNanos, long systemNanos, long periods, long throttledPeriods, long throttledNanos) {}
