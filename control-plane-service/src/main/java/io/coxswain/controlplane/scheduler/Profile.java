package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plug-ins for the Pods of one schedulerName, by extension point and in order. */
final class Profile {
    /** A score plug-in and how much it counts. */
    record Weighted(Plugin.Score plugin, int weight) {}

    private final String schedulerName;
    private final Map<String, Plugin> byName = new HashMap<>();
    final Plugin.QueueSort queueSort;
    final List<Plugin.PreEnqueue> preEnqueues;
    final List<Plugin.PreFilter> preFilters;
    final List<Plugin.Filter> filters;
    final List<Plugin.PostFilter> postFilters;
    final List<Weighted> scores;
    final List<Plugin.Reserve> reserves;
    final List<Plugin.Permit> permits;
    final List<Plugin.PreBind> preBinds;
    final List<Plugin.Bind> binds;
    final List<Plugin.PostBind> postBinds;

    /** @param weights of score plug-ins where they are not to have their own */
    Profile(String schedulerName, List<Plugin> plugins, Map<String, Integer> weights) {
        this.schedulerName = schedulerName;
        plugins.forEach(plugin -> byName.put(plugin.name(), plugin));
        this.queueSort = of(plugins, Plugin.QueueSort.class).getFirst();
        this.preEnqueues = of(plugins, Plugin.PreEnqueue.class);
        this.preFilters = of(plugins, Plugin.PreFilter.class);
        this.filters = of(plugins, Plugin.Filter.class);
        this.postFilters = of(plugins, Plugin.PostFilter.class);
        this.scores = of(plugins, Plugin.Score.class).stream()
                .map(plugin -> new Weighted(plugin, weights.getOrDefault(plugin.name(), plugin.weight())))
                .filter(each -> each.weight > 0)
                .toList();
        this.reserves = of(plugins, Plugin.Reserve.class);
        this.permits = of(plugins, Plugin.Permit.class);
        this.preBinds = of(plugins, Plugin.PreBind.class);
        this.binds = of(plugins, Plugin.Bind.class);
        this.postBinds = of(plugins, Plugin.PostBind.class);
    }

    private static <P extends Plugin> List<P> of(List<Plugin> plugins, Class<P> point) {
        var found = new ArrayList<P>();
        for (Plugin plugin : plugins) {
            if (point.isInstance(plugin)) found.add(point.cast(plugin));
        }
        return List.copyOf(found);
    }

    String schedulerName() {
        return schedulerName;
    }

    boolean admits(PodInfo pod) {
        for (Plugin.PreEnqueue plugin : preEnqueues) {
            if (!plugin.preEnqueue(pod).isOk()) return false;
        }
        return true;
    }

    boolean mayHelp(PodInfo pod, Set<String> keptOutBy, ClusterEvent event) {
        if (keptOutBy.isEmpty()) return true;
        for (String name : keptOutBy) {
            Plugin plugin = byName.get(name);
            if (plugin == null || plugin.mayHelp(pod, event)) return true;
        }
        return false;
    }
}
