package io.coxswain.reconcile;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The informers of one client: all who ask for the same kind and scope share a cache and a stream. */
public final class SharedInformers implements Informers {
    private record Scope(
            Kind<?> kind, Class<?> view, @Nullable String namespace, String labels, String fields) {}

    private final Api api;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Scope, CachedInformer<?>> informers = new HashMap<>();
    private boolean closed;

    public SharedInformers(Api api) {
        this.api = api;
    }

    @Override
    @SuppressWarnings("unchecked") // an informer is put under its own view only
    public <T extends HasMetadata> Informer<T> of(Kind<?> kind, Class<T> view, ListOptions scope) {
        lock.lock();
        try {
            if (closed) throw new IllegalStateException("the informers are closed");
            return (Informer<T>) informers.computeIfAbsent(
                    new Scope(kind, view, scope.namespace(), scope.labelSelector(), scope.fieldSelector()),
                    _ -> new CachedInformer<>(api, kind, view, scope, Backoff.ofConnections()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Kind<?> kind) {
        lock.lock();
        try {
            informers.entrySet().removeIf(entry -> {
                boolean released = entry.getKey().kind().equals(kind);
                if (released) entry.getValue().close();
                return released;
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            informers.values().forEach(CachedInformer::close);
            informers.clear();
        } finally {
            lock.unlock();
        }
    }
}
