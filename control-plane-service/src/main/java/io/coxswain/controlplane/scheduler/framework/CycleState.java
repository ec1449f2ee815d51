package io.coxswain.controlplane.scheduler.framework;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the plug-ins of one attempt remember from one extension point to the next, each under a type of its own. */
public final class CycleState {
    /** A value that a simulation changes, so that every simulation gets one of its own. */
    public interface Forkable {
        Object fork();
    }

    private final Map<Class<?>, Object> values = new HashMap<>();
    private final Set<String> skippedFilters = new HashSet<>();
    private final Set<String> skippedScores = new HashSet<>();

    public <T> void put(Class<T> type, T value) {
        values.put(type, value);
    }

    public <T> @Nullable T find(Class<T> type) {
        return type.cast(values.get(type));
    }

    /** What was put before; a plug-in that runs without its earlier step is a fault. */
    public <T> T get(Class<T> type) {
        T value = find(type);
        if (value == null) throw new IllegalStateException("nothing was put under " + type.getName());
        return value;
    }

    public void skipFilter(String plugin) {
        skippedFilters.add(plugin);
    }

    public void skipScore(String plugin) {
        skippedScores.add(plugin);
    }

    public boolean filters(Plugin plugin) {
        return skippedFilters.isEmpty() || !skippedFilters.contains(plugin.name());
    }

    public boolean scores(Plugin plugin) {
        return skippedScores.isEmpty() || !skippedScores.contains(plugin.name());
    }

    /** The same for a simulation, which leaves this one as it is. */
    public CycleState fork() {
        var fork = new CycleState();
        values.forEach(
                (type, value) -> fork.values.put(type, value instanceof Forkable forkable ? forkable.fork() : value));
        fork.skippedFilters.addAll(skippedFilters);
        fork.skippedScores.addAll(skippedScores);
        return fork;
    }
}
