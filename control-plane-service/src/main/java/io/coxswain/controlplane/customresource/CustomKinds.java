package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.store.Cursor;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of all custom resources that are served now. Each replica follows the definitions in the store by itself;
 * whoever misses a kind in the catalog looks once more, so that what one replica established is served by all at once.
 */
public final class CustomKinds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CustomKinds.class);
    private static final String RESOURCE = Kinds.CUSTOM_RESOURCE_DEFINITION.resource();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private record Definition(long revision, List<CustomKind> versions) {}

    private record Name(String group, String version, String plural) {
        static Name of(Kind<?> kind) {
            return new Name(kind.group(), kind.version(), kind.plural());
        }
    }

    private final Store store;
    private final KindCatalog catalog;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread follower = Thread.ofVirtual().name("custom kinds").unstarted(this::follow);

    /** Under the lock. */
    private final Map<String, Definition> definitions = new TreeMap<>();

    private long synced;
    private volatile Map<Name, CustomKind> kinds = Map.of();

    public CustomKinds(Store store, KindCatalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    /** The catalog holds the kinds of all definitions in the store when this returns. */
    public void start() {
        sync(store.latest());
        catalog.refreshWith(() -> sync(store.latest()));
        follower.start();
    }

    @Override
    public void close() {
        closed.countDown();
        follower.interrupt();
        try {
            if (!follower.join(GRACE)) log.warn("{} does not end", follower.getName());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty for a built-in kind. A custom kind that is no longer served is {@code NotFound}. */
    public Optional<CustomKind> find(Kind<?> kind) {
        if (kind.view() != GenericKubernetesResource.class) return Optional.empty();
        CustomKind found = kinds.get(Name.of(kind));
        if (found == null) throw ApiException.notFound(kind, "");
        return Optional.of(found);
    }

    /** Whether this is still what the definition says. */
    // A definition that changed is another object; to compare what is in it would cost too much.
    @SuppressWarnings("ReferenceEquality")
    boolean isCurrent(CustomKind kind) {
        return kinds.get(Name.of(kind.kind())) == kind;
    }

    private void follow() {
        while (closed.getCount() > 0) {
            try {
                Snapshot snapshot = store.cached();
                sync(snapshot);
                try (Cursor cursor = store.watch(RESOURCE, "", "", snapshot.revision())) {
                    while (closed.getCount() > 0) {
                        if (!cursor.next(PATIENCE).isEmpty()) sync(store.cached());
                    }
                }
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failure) {
                log.warn("the definitions of custom resources cannot be followed, and are read again", failure);
                if (pause()) return;
            }
        }
    }

    /** True when closed meanwhile. */
    private boolean pause() {
        try {
            return closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            return true;
        }
    }

    private void sync(Snapshot snapshot) {
        lock.lock();
        try {
            if (snapshot.revision() <= synced) return;
            synced = snapshot.revision();
            Map<String, Definition> now = new TreeMap<>();
            boolean changed = false;
            try (Stream<StoredObject> all = snapshot.list(RESOURCE, "", null)) {
                for (StoredObject object : (Iterable<StoredObject>) all::iterator) {
                    String name = object.key().name();
                    Definition known = definitions.get(name);
                    if (known == null || known.revision() != object.revision()) {
                        known = read(object);
                        changed = true;
                    }
                    now.put(name, known);
                }
            }
            if (!changed && now.keySet().equals(definitions.keySet())) return;
            definitions.clear();
            definitions.putAll(now);
            publish();
        } finally {
            lock.unlock();
        }
    }

    private static Definition read(StoredObject object) {
        var view = new DefinitionView(object.body().tree(object.revision()));
        return new Definition(object.revision(), view.isTrue("Established") ? view.versions() : List.of());
    }

    private void publish() {
        Map<Name, CustomKind> known = new HashMap<>();
        List<Kind<?>> served = new ArrayList<>();
        for (Definition definition : definitions.values()) {
            for (CustomKind kind : definition.versions()) {
                known.put(Name.of(kind.kind()), kind);
                if (kind.served()) served.add(kind.kind());
            }
        }
        kinds = Map.copyOf(known);
        catalog.setCustom(served);
    }
}
