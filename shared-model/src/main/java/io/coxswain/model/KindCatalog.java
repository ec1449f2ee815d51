package io.coxswain.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The kinds that are served now: those that are built in, and those of custom resources, which come and go. */
public final class KindCatalog {
    private record ResourceName(String group, String version, String plural) {}

    private record TypeName(String apiVersion, String name) {}

    private final List<Kind<?>> builtIn;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state;
    private volatile Runnable refresh = () -> {};

    /** {@code builtIn} are served as long as the program runs. */
    public KindCatalog(List<? extends Kind<?>> builtIn) {
        this.builtIn = List.copyOf(builtIn);
        this.state = new State(this.builtIn, 1);
    }

    /** What is new in the catalog and what no longer is; a kind of which anything changed is in both. */
    public record Change(List<Kind<?>> added, List<Kind<?>> removed) {
        public Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    private static final class State {
        final List<Kind<?>> all;
        final List<Kind<?>> resources;
        final Map<ResourceName, Kind<?>> byResource = new HashMap<>();
        final Map<TypeName, Kind<?>> byName = new HashMap<>();
        final long version;

        State(List<Kind<?>> all, long version) {
            this.all = List.copyOf(all);
            this.version = version;
            var first = new LinkedHashMap<String, Kind<?>>();
            for (Kind<?> kind : all) {
                byResource.putIfAbsent(new ResourceName(kind.group(), kind.version(), kind.plural()), kind);
                byName.putIfAbsent(new TypeName(kind.apiVersion(), kind.name()), kind);
                if (kind.hasStore()) first.putIfAbsent(kind.resource(), kind);
            }
            this.resources = List.copyOf(first.values());
        }
    }

    /** Built-in kinds in the order of their registry, then custom ones; each version of a resource is a kind. */
    public List<Kind<?>> all() {
        return state.all;
    }

    /** Only one kind for each resource that is stored, the first, in whatever versions it is served. */
    public List<Kind<?>> resources() {
        return state.resources;
    }

    public Optional<Kind<?>> byResource(String group, String version, String plural) {
        return Optional.ofNullable(state.byResource.get(new ResourceName(group, version, plural)));
    }

    public Optional<Kind<?>> byName(String apiVersion, String name) {
        return Optional.ofNullable(state.byName.get(new TypeName(apiVersion, name)));
    }

    /** Rises with every change. */
    public long version() {
        return state.version;
    }

    public boolean isBuiltIn(Kind<?> kind) {
        return builtIn.contains(kind);
    }

    /** Tells every later change; the catalog already holds what a change tells. Listeners hand work on and return. */
    public void onChange(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /** {@code refresh} brings the custom kinds up to date; it calls {@link #setCustom} where something changed. */
    public void refreshWith(Runnable refresh) {
        this.refresh = refresh;
    }

    /**
     * Makes sure of the newest state, for who tells clients what is served or is about to say that something is not.
     */
    public void refresh() {
        refresh.run();
    }

    /** Replaces all custom kinds. The listeners have heard of it when this returns. */
    public void setCustom(List<? extends Kind<?>> custom) {
        lock.lock();
        try {
            State before = state;
            List<Kind<?>> all = new ArrayList<>(builtIn);
            all.addAll(custom);
            Set<Kind<?>> known = new HashSet<>(before.all);
            Set<Kind<?>> now = new HashSet<>(all);
            List<Kind<?>> added =
                    all.stream().filter(kind -> !known.contains(kind)).toList();
            List<Kind<?>> removed =
                    before.all.stream().filter(kind -> !now.contains(kind)).toList();
            state = new State(all, before.version + 1);
            Change change = new Change(added, removed);
            listeners.forEach(listener -> listener.accept(change));
        } finally {
            lock.unlock();
        }
    }
}
