package io.coxswain.controlplane.resource;

import io.coxswain.client.WatchEvent;
import io.coxswain.controlplane.store.Change;
import io.coxswain.controlplane.store.Cursor;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The changes of the objects that a selection covers, as a client sees them. Used by one thread, closed by any. */
public final class ObjectWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int BATCH = 500;

    private final Kind<?> kind;
    private final Strategy strategy;
    private final Selection selection;
    private final Cursor cursor;
    private final boolean marksEndOfInitialEvents;

    private @Nullable Stream<StoredObject> initial;
    private @Nullable Iterator<StoredObject> initialEvents;
    private final long initialRevision;

    private ObjectWatch(
            Kind<?> kind,
            Strategy strategy,
            WatchRequest request,
            Cursor cursor,
            @Nullable Snapshot snapshot,
            long initialRevision) {
        this.kind = kind;
        this.strategy = strategy;
        this.selection = request.selection();
        this.cursor = cursor;
        this.initialRevision = initialRevision;
        this.marksEndOfInitialEvents = Boolean.TRUE.equals(request.sendInitialEvents()) && request.bookmarks();
        if (snapshot != null) {
            this.initial = snapshot.list(kind.resource(), selection.namespace(), null);
            this.initialEvents = initial.iterator();
        }
    }

    static ObjectWatch open(Store store, Kind<?> kind, Strategy strategy, WatchRequest request) {
        request.check();
        long revision = Revisions.parse(request.resourceVersion());
        String namespace = request.selection().namespace();
        String name = request.selection().fields().name();
        if (!request.startsWithObjects()) {
            long start = revision > 0 ? revision : store.latest().revision();
            if (revision > store.cached().revision()) store.notOlderThan(revision, PATIENCE);
            return new ObjectWatch(
                    kind, strategy, request, store.watch(kind.resource(), namespace, name, start), null, start);
        }
        Snapshot snapshot = request.resourceVersion().isEmpty()
                ? store.latest()
                : revision == 0 ? store.cached() : store.notOlderThan(revision, PATIENCE);
        Cursor cursor = store.watch(kind.resource(), namespace, name, snapshot.revision());
        return new ObjectWatch(kind, strategy, request, cursor, snapshot, snapshot.revision());
    }

    /** The next events in order; empty when none came within {@code patience}. */
    public List<ObjectEvent> next(Duration patience) throws InterruptedException {
        if (initialEvents != null) {
            List<ObjectEvent> events = initialBatch(initialEvents);
            if (!events.isEmpty()) return events;
        }
        List<ObjectEvent> events = new ArrayList<>();
        for (Change change : cursor.next(patience)) {
            WatchEvent.Type type = type(change);
            if (type != null) events.add(new ObjectEvent(type, shown(change.now())));
        }
        return events;
    }

    /** Says up to where the stream is complete. */
    public ObjectEvent bookmark() {
        return bookmark(Math.max(cursor.progress(), initialRevision), false);
    }

    @Override
    public void close() {
        cursor.close();
        if (initial != null) initial.close();
    }

    private List<ObjectEvent> initialBatch(Iterator<StoredObject> objects) {
        List<ObjectEvent> events = new ArrayList<>();
        while (objects.hasNext() && events.size() < BATCH) {
            StoredObject object = objects.next();
            if (selection.matches(object)) events.add(new ObjectEvent(WatchEvent.Type.ADDED, shown(object)));
        }
        if (!objects.hasNext()) {
            initialEvents = null;
            if (marksEndOfInitialEvents) events.add(bookmark(initialRevision, true));
        }
        return events;
    }

    private Representation shown(StoredObject stored) {
        return Representation.of(StoredForm.shown(strategy, stored));
    }

    /** Null where the selection covers the object neither before nor after the change. */
    private WatchEvent.@Nullable Type type(Change change) {
        boolean before = change.previous() != null && selection.matches(change.now(), change.previous());
        boolean after = change.type() != Change.Type.DELETED && selection.matches(change.now());
        if (after) return before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED;
        return before ? WatchEvent.Type.DELETED : null;
    }

    private ObjectEvent bookmark(long revision, boolean endsInitialEvents) {
        ObjectNode object = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (endsInitialEvents) metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        return new ObjectEvent(WatchEvent.Type.BOOKMARK, Representation.of(object));
    }
}
