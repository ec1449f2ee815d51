package io.coxswain.node.cgroup;

import java.util.List;

/** All figures of one group, those of the groups below it included. */
public record GroupFigures(CpuFigures cpu, MemoryFigures memory, List<DeviceFigures> devices, long processes) {
    public GroupFigures {
        devices = List.copyOf(devices);
    }
}
