package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import java.util.Comparator;

/** Pods of higher priority are next. */
public final class PrioritySort implements Plugin.QueueSort {
    @Override
    public String name() {
        return "PrioritySort";
    }

    @Override
    public Comparator<PodInfo> order() {
        return Comparator.comparingInt((PodInfo pod) -> pod.priority()).reversed();
    }
}
