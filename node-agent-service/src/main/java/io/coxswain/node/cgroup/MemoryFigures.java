package io.coxswain.node.cgroup;

import java.util.OptionalLong;

/**
 * The memory of a group, in bytes.
 *
 * @param usage all that is charged, with the page cache
 * @param inactiveFile page cache that the kernel gives up first
 * @param rss anonymous memory
 * @param limit empty without one
 * @param outOfMemoryKills how often the kernel killed a process of the group for want of memory
 */
public record MemoryFigures(
        long usage,
        long inactiveFile,
        long rss,
        long cache,
        long mappedFile,
        long swap,
        long peak,
        long pageFaults,
        long majorPageFaults,
        OptionalLong limit,
        long failures,
        long outOfMemoryKills) {
    /** What cannot be given up without harm: the figure that evictions and autoscaling go by. */
    public long workingSet() {
        return Math.max(0, usage - inactiveFile);
    }
}
