package io.coxswain.controlplane.http;

import io.coxswain.controlplane.resource.ObjectEvent;
import io.coxswain.controlplane.resource.ObjectWatch;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Pumps the events of a watch into a sink, with bookmarks, until its time is over or the client is gone. */
final class WatchStream {
    private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int SHORTEST_SECONDS = 1800;

    private final Rendering rendering;
    private final KindCatalog kinds;
    private final Map<ObjectWatch, Kind<?>> custom = new ConcurrentHashMap<>();
    private final Clock clock;
    private final RandomGenerator random;

    WatchStream(Rendering rendering, KindCatalog kinds, Clock clock, RandomGenerator random) {
        this.rendering = rendering;
        this.kinds = kinds;
        kinds.onChange(change -> endUnserved());
        this.clock = clock;
        this.random = random;
    }

    /** Takes events; each call is one flush. */
    interface Sink {
        /** Fails when the client is gone. */
        void send(List<byte[]> events) throws IOException;

        /** False ends the watch. */
        boolean isOpen();
    }

    /** What a watch may ask for, checked before its answer begins. */
    record Wish(Form form, Query query, long seconds) {}

    /** Refuses what is not well-formed, which behind the start of an answer could not be told. */
    Wish wish(Form form, Query query) {
        rendering.check(form, query);
        return new Wish(form, query, seconds(query));
    }

    void pump(Kind<?> kind, ObjectWatch watch, Wish wish, Sink sink) throws IOException {
        Form form = wish.form();
        Query query = wish.query();
        boolean bookmarks = query.flag("allowWatchBookmarks");
        Instant end = clock.instant().plusSeconds(wish.seconds());
        Instant nextBookmark = clock.instant().plus(BETWEEN_BOOKMARKS);
        boolean first = true;
        try {
            if (!kinds.isBuiltIn(kind)) custom.put(watch, kind);
            while (sink.isOpen() && isServed(kind) && clock.instant().isBefore(end)) {
                List<byte[]> lines = new ArrayList<>();
                for (ObjectEvent event : watch.next(patience(end))) {
                    lines.add(rendering.event(kind, event, form, query, first));
                    first = false;
                }
                if (bookmarks && !clock.instant().isBefore(nextBookmark)) {
                    lines.add(rendering.event(kind, watch.bookmark(), form, query, first));
                    first = false;
                    nextBookmark = clock.instant().plus(BETWEEN_BOOKMARKS);
                }
                if (!lines.isEmpty()) sink.send(lines);
            }
            if (bookmarks && sink.isOpen()) {
                sink.send(List.of(rendering.event(kind, watch.bookmark(), form, query, first)));
            }
        } catch (ApiException failure) {
            sink.send(List.of(Rendering.event("ERROR", Json.bytes(failure.status()))));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            custom.remove(watch);
        }
    }

    private boolean isServed(Kind<?> kind) {
        return kinds.byResource(kind.group(), kind.version(), kind.plural()).isPresent();
    }

    /** A watch ends with the definition of what it watches. */
    private void endUnserved() {
        custom.forEach((watch, kind) -> {
            if (!isServed(kind)) watch.close();
        });
    }

    private Duration patience(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    }

    private long seconds(Query query) {
        long asked = query.number("timeoutSeconds");
        return asked > 0 ? asked : SHORTEST_SECONDS + random.nextInt(SHORTEST_SECONDS);
    }
}
