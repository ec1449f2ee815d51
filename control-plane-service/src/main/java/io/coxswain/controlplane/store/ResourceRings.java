package io.coxswain.controlplane.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The ring of one resource, and rings over parts of it for watchers of one namespace or name, so that a change wakes
 * only those whom it concerns. A part lives as long as it is watched and shares the changes.
 */
final class ResourceRings {
    private final ReentrantLock lock = new ReentrantLock();
    private final int largest;
    private final Ring all;
    private final Map<Scope, Part> parts = new HashMap<>();

    ResourceRings(long floor, int largest) {
        this.largest = largest;
        this.all = new Ring(floor, largest);
    }

    /** Which objects a watcher asked for; empty stands for all. */
    record Scope(String namespace, String name) {
        boolean isAll() {
            return namespace.isEmpty() && name.isEmpty();
        }

        boolean holds(StoreKey key) {
            return (namespace.isEmpty() || namespace.equals(key.namespace()))
                    && (name.isEmpty() || name.equals(key.name()));
        }
    }

    private static final class Part {
        final Ring ring;
        int watchers;

        Part(Ring ring) {
            this.ring = ring;
        }
    }

    void add(Change change) {
        lock.lock();
        try {
            all.add(change);
            if (parts.isEmpty()) return;
            StoreKey key = change.now().key();
            if (!key.namespace().isEmpty()) addTo(new Scope(key.namespace(), ""), change);
            if (!key.namespace().isEmpty()) addTo(new Scope(key.namespace(), key.name()), change);
            addTo(new Scope("", key.name()), change);
        } finally {
            lock.unlock();
        }
    }

    void trim(long revision) {
        lock.lock();
        try {
            all.trim(revision);
            parts.values().forEach(part -> part.ring.trim(revision));
        } finally {
            lock.unlock();
        }
    }

    void expire() {
        lock.lock();
        try {
            all.expire();
            parts.values().forEach(part -> part.ring.expire());
        } finally {
            lock.unlock();
        }
    }

    /** A watcher's ring; to be given back by {@link #leave}. */
    Ring enter(Scope scope) {
        if (scope.isAll()) return all;
        lock.lock();
        try {
            Part part = parts.computeIfAbsent(scope, this::part);
            part.watchers++;
            return part.ring;
        } finally {
            lock.unlock();
        }
    }

    void leave(Scope scope) {
        if (scope.isAll()) return;
        lock.lock();
        try {
            Part part = parts.get(scope);
            if (part != null && --part.watchers == 0) parts.remove(scope);
        } finally {
            lock.unlock();
        }
    }

    private Part part(Scope scope) {
        var ring = new Ring(all.floor(), largest);
        for (Change change : all.changes()) {
            if (scope.holds(change.now().key())) ring.add(change);
        }
        return new Part(ring);
    }

    private void addTo(Scope scope, Change change) {
        @Nullable Part part = parts.get(scope);
        if (part != null) part.ring.add(change);
    }
}
