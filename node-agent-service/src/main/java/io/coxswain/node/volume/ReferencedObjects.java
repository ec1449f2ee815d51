package io.coxswain.node.volume;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Backoff;
import io.coxswain.reconcile.CachedInformer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps and Secrets that this node's Pods use, and no others: a watch for each, kept while a Pod follows it.
 * At most 1,000 are watched; what is beyond is read anew at each pass of its Pod, so changes come a minute late.
 */
public final class ReferencedObjects implements AutoCloseable {
    private static final int WATCHED = 1_000;
    private static final Duration FIRST_LIST = Duration.ofSeconds(5);

    private record Reference(Kind<?> kind, ObjectKey key) {}

    private record Followed(CachedInformer<?> informer, Set<String> pods) {}

    private final Api api;
    private final Clock clock;
    private final Consumer<String> wakePod;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Reference, Followed> followed = new HashMap<>();

    /** {@code wakePod} gets the uid of each Pod that follows an object that changed. */
    public ReferencedObjects(Api api, Clock clock, Consumer<String> wakePod) {
        this.api = api;
        this.clock = clock;
        this.wakePod = wakePod;
    }

    Clock clock() {
        return clock;
    }

    /** The object as it is now, for one look. */
    public <T extends HasMetadata> Optional<T> read(Kind<T> kind, ObjectKey key) {
        return api.find(kind, key).map(tree -> Json.view(tree, kind.view()));
    }

    /** The object as last seen; the Pod is woken when it changes, appears or goes, until {@link #release}. */
    public <T extends HasMetadata> Optional<T> follow(Kind<T> kind, ObjectKey key, String podUid) {
        CachedInformer<T> informer = informer(kind, key, podUid);
        if (informer == null) return read(kind, key);
        try {
            if (!informer.awaitSynced(FIRST_LIST)) {
                throw new VolumeNotReady(
                        "failed to sync " + kind.singular() + " cache: timed out waiting for the condition");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new VolumeNotReady("interrupted", stopped);
        }
        return informer.get(key);
    }

    @SuppressWarnings("unchecked") // an informer is put under its own kind only
    private <T extends HasMetadata> @Nullable CachedInformer<T> informer(Kind<T> kind, ObjectKey key, String podUid) {
        var reference = new Reference(kind, key);
        lock.lock();
        try {
            Followed known = followed.get(reference);
            if (known == null && followed.size() >= WATCHED) return null;
            if (known == null) {
                known = start(kind, key);
                followed.put(reference, known);
            }
            known.pods().add(podUid);
            return (CachedInformer<T>) known.informer();
        } finally {
            lock.unlock();
        }
    }

    private <T extends HasMetadata> Followed start(Kind<T> kind, ObjectKey key) {
        var scope = ListOptions.in(key.namespace()).withFields("metadata.name=" + key.name());
        var informer = new CachedInformer<>(api, kind, scope, Backoff.ofConnections());
        Set<String> pods = ConcurrentHashMap.newKeySet();
        informer.onChange(_ -> pods.forEach(wakePod));
        return new Followed(informer, pods);
    }

    /** The Pod is gone: what no other follows is no longer watched. */
    public void release(String podUid) {
        var unused = new HashSet<CachedInformer<?>>();
        lock.lock();
        try {
            followed.values().removeIf(entry -> {
                boolean last = entry.pods().remove(podUid) && entry.pods().isEmpty();
                if (last) unused.add(entry.informer());
                return last;
            });
        } finally {
            lock.unlock();
        }
        unused.forEach(CachedInformer::close);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            followed.values().forEach(entry -> entry.informer().close());
            followed.clear();
        } finally {
            lock.unlock();
        }
    }
}
