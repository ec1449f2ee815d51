package io.coxswain.reconcile;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The informer over an {@link Api}: one virtual thread lists, watches, and comes back after every failure. */
public final class CachedInformer<T extends HasMetadata> implements Informer<T> {
    private static final Logger log = LoggerFactory.getLogger(CachedInformer.class);
    private static final int PAGE = 500;
    private static final Duration LOOK_UP = Duration.ofSeconds(30);
    /**
     * Servers send a bookmark about once a minute; a stream that says nothing for longer than this is taken as dead.
     */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

    private final Api api;
    private final Kind<?> kind;
    private final Class<T> view;
    private final ListOptions scope;
    private final Backoff backoff;
    private final ObjectCache<T> cache = new ObjectCache<>();
    private final List<Consumer<Change<T>>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock delivery = new ReentrantLock();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** The stream is complete up to here; empty when only a list can tell the state. Used by the thread alone. */
    private String revision = "";

    private int failures;
    private volatile long reached;

    public CachedInformer(Api api, Kind<T> kind, ListOptions scope, Backoff backoff) {
        this(api, kind, kind.view(), scope, backoff);
    }

    CachedInformer(Api api, Kind<?> kind, Class<T> view, ListOptions scope, Backoff backoff) {
        this.api = api;
        this.kind = kind;
        this.view = view;
        this.scope = ListOptions.in(scope.namespace())
                .withLabels(scope.labelSelector())
                .withFields(scope.fieldSelector());
        this.backoff = backoff;
        this.thread = Thread.ofVirtual().name("informer " + kind.resource()).unstarted(this::run);
        thread.start();
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        return cache.get(key);
    }

    @Override
    public List<T> list(@Nullable String namespace) {
        return cache.list(namespace);
    }

    @Override
    public int size() {
        return cache.size();
    }

    @Override
    public Index<T> index(String name, Function<T, Stream<String>> values) {
        delivery.lock();
        try {
            return cache.index(name, values);
        } finally {
            delivery.unlock();
        }
    }

    @Override
    public void onChange(Consumer<Change<T>> listener) {
        delivery.lock();
        try {
            cache.list(null).forEach(object -> tell(listener, new Change.Added<>(object)));
            listeners.add(listener);
        } finally {
            delivery.unlock();
        }
    }

    @Override
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return synced.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long revision() {
        return reached;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        while (closed.getCount() > 0) {
            try {
                if (revision.isEmpty()) {
                    revision = listAll();
                    synced.countDown();
                }
                follow();
            } catch (InterruptedException stop) {
                return;
            } catch (Throwable failure) {
                if (closed.getCount() == 0 || !waitAfter(failure)) return;
            }
        }
    }

    /** False when closed meanwhile. */
    private boolean waitAfter(Throwable failure) {
        failures++;
        if (failure instanceof ApiException answer) {
            if (answer.is(Reason.Expired) || answer.is(Reason.Gone)) revision = "";
            if (failures > 1) log.warn("informer of {}: {}", kind.resource(), answer.getMessage());
        } else {
            log.error("informer of {} failed and starts again", kind.resource(), failure);
            revision = "";
        }
        try {
            return !closed.await(backoff.jittered(failures).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            return false;
        }
    }

    private String listAll() {
        var objects = new ArrayList<ObjectNode>();
        ObjectList page = api.list(kind, scope.page(PAGE, ""));
        objects.addAll(page.items());
        while (!page.continueToken().isEmpty()) {
            page = api.list(kind, scope.page(PAGE, page.continueToken()));
            objects.addAll(page.items());
        }
        delivery.lock();
        try {
            var changes = new ArrayList<Change<T>>();
            var gone = new HashSet<>(cache.keys());
            for (ObjectNode object : objects) {
                gone.remove(Metadata.key(object));
                stored(object).ifPresent(changes::add);
            }
            for (ObjectKey key : gone) {
                T last = cache.remove(key);
                if (last != null) changes.add(new Change.Deleted<>(last));
            }
            reached = Long.parseLong(page.resourceVersion());
            changes.forEach(this::tellAll);
        } finally {
            delivery.unlock();
        }
        return page.resourceVersion();
    }

    /** Returns when the stream has been silent for too long, to open another one. */
    private void follow() throws InterruptedException {
        try (Watch watch = api.watch(kind, scope.after(revision))) {
            Duration silence = Duration.ZERO;
            while (silence.compareTo(LONGEST_SILENCE) < 0) {
                Optional<WatchEvent> event = watch.next(LOOK_UP);
                silence = event.isPresent() ? Duration.ZERO : silence.plus(LOOK_UP);
                if (event.isEmpty()) continue;
                apply(event.get());
                revision = Metadata.resourceVersion(event.get().object());
                failures = 0;
            }
        }
    }

    private void apply(WatchEvent event) {
        delivery.lock();
        try {
            Optional<Change<T>> change = switch (event.type()) {
                case ADDED, MODIFIED -> stored(event.object());
                case DELETED -> deleted(event.object());
                case BOOKMARK -> Optional.empty();
            };
            reached = Long.parseLong(Metadata.resourceVersion(event.object()));
            change.ifPresent(this::tellAll);
        } finally {
            delivery.unlock();
        }
    }

    private Optional<Change<T>> stored(ObjectNode object) {
        T now = view(object);
        if (now == null) return Optional.empty();
        T before = cache.put(Metadata.key(object), now);
        if (before == null) return Optional.of(new Change.Added<>(now));
        String version = before.getMetadata().getResourceVersion();
        return version.equals(now.getMetadata().getResourceVersion())
                ? Optional.empty()
                : Optional.of(new Change.Updated<>(before, now));
    }

    /** Tells the last state as it was at the deletion, which the cache may not have seen. */
    private Optional<Change<T>> deleted(ObjectNode object) {
        T last = view(object);
        T held = cache.remove(Metadata.key(object));
        return held == null ? Optional.empty() : Optional.of(new Change.Deleted<>(last == null ? held : last));
    }

    /** Null for an object that its view cannot read: one such object must not stop all others. */
    private @Nullable T view(ObjectNode object) {
        try {
            return Json.view(object, view);
        } catch (JacksonException unreadable) {
            log.error("{} {} cannot be read and is left out", kind.resource(), Metadata.key(object), unreadable);
            return null;
        }
    }

    private void tellAll(Change<T> change) {
        listeners.forEach(listener -> tell(listener, change));
    }

    private void tell(Consumer<Change<T>> listener, Change<T> change) {
        try {
            listener.accept(change);
        } catch (RuntimeException fault) {
            log.error("a listener of {} failed", kind.resource(), fault);
        }
    }
}
