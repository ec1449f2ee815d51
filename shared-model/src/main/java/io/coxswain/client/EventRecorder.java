package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what happened to objects as Event objects. Never blocks: at most 1,000 wait to be written, more are dropped and
 * counted. The same event again raises the count of the first; of the last 4,096 different ones it is known which.
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int WAITING = 1_000;
    private static final int REMEMBERED = 4_096;
    private static final int LONGEST_MESSAGE = 1_024;

    /** Whether all is well. */
    public enum Type {
        Normal,
        Warning
    }

    /**
     * The object that an event is about.
     *
     * @param fieldPath the part of it, such as {@code spec.containers{web}}, or empty
     */
    public record Subject(Kind<?> kind, ObjectKey key, String uid, String resourceVersion, String fieldPath) {
        public static Subject of(Kind<?> kind, ObjectNode object) {
            return new Subject(kind, Metadata.key(object), Metadata.uid(object), Metadata.resourceVersion(object), "");
        }

        public Subject at(String path) {
            return new Subject(kind, key, uid, resourceVersion, path);
        }
    }

    private record Same(ObjectKey key, String uid, String fieldPath, Type type, String reason, String message) {}

    private record Happened(Subject subject, Same same, Instant when) {}

    private record Written(ObjectKey key, int count) {}

    private final Api api;
    private final String component;
    private final @Nullable String host;
    private final InstantSource clock;
    private final BlockingQueue<Happened> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Map<Same, Written> written = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, Written> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread writer;

    /** Makes the names of events different; used by the writer alone. */
    private long lastNumber;

    /**
     * @param component who tells, such as {@code kubelet}
     * @param host the node that it runs on, or null
     */
    public EventRecorder(Api api, String component, @Nullable String host, InstantSource clock) {
        this.api = api;
        this.component = component;
        this.host = host;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events " + component).unstarted(this::write);
        writer.start();
    }

    public void normal(Subject subject, String reason, String message) {
        record(subject, Type.Normal, reason, message);
    }

    public void warning(Subject subject, String reason, String message) {
        record(subject, Type.Warning, reason, message);
    }

    public void record(Subject subject, Type type, String reason, String message) {
        String text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 3) + "...";
        var same = new Same(subject.key(), subject.uid(), subject.fieldPath(), type, reason, text);
        if (!waiting.offer(new Happened(subject, same, clock.instant())) && dropped.incrementAndGet() % 100 == 1) {
            log.warn("Events of {} come faster than they can be written: {} dropped", component, dropped.get());
        }
    }

    private void write() {
        while (true) {
            try {
                write(waiting.take());
            } catch (InterruptedException closed) {
                return;
            } catch (ApiException refused) {
                // An event is a courtesy: it is not worth a retry that would hold up the ones behind it.
                log.debug("An event was refused: {}", refused.getMessage());
            }
        }
    }

    private void write(Happened happened) {
        Written before = written.get(happened.same());
        String time = happened.when().truncatedTo(ChronoUnit.SECONDS).toString();
        if (before != null && raise(happened, before, time)) return;
        ObjectNode created = api.create(Kinds.EVENT, event(happened, time));
        written.put(happened.same(), new Written(Metadata.key(created), 1));
    }

    /** False when the first event is gone. */
    private boolean raise(Happened happened, Written before, String time) {
        ObjectNode patch = Json.object().put("count", before.count() + 1).put("lastTimestamp", time);
        try {
            api.patch(Kinds.EVENT, before.key(), PatchType.MERGE, patch, null);
        } catch (ApiException refused) {
            if (refused.is(Reason.NotFound)) return false;
            throw refused;
        }
        written.put(happened.same(), new Written(before.key(), before.count() + 1));
        return true;
    }

    private ObjectNode event(Happened happened, String time) {
        Subject subject = happened.subject();
        ObjectNode event = Json.object().put("kind", "Event").put("apiVersion", "v1");
        lastNumber = Math.max(lastNumber + 1, ChronoUnit.NANOS.between(Instant.EPOCH, happened.when()));
        event.putObject("metadata")
                .put("name", subject.key().name() + "." + Long.toHexString(lastNumber))
                .put("namespace", Objects.requireNonNullElse(subject.key().namespace(), "default"));
        ObjectNode involved = event.putObject("involvedObject")
                .put("kind", subject.kind().name())
                .put("apiVersion", subject.kind().apiVersion())
                .put("name", subject.key().name())
                .put("uid", subject.uid())
                .put("resourceVersion", subject.resourceVersion());
        if (subject.key().namespace() != null)
            involved.put("namespace", subject.key().namespace());
        if (!subject.fieldPath().isEmpty()) involved.put("fieldPath", subject.fieldPath());
        ObjectNode source = event.putObject("source").put("component", component);
        if (host != null) source.put("host", host);
        return event.put("type", happened.same().type().name())
                .put("reason", happened.same().reason())
                .put("message", happened.same().message())
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("count", 1)
                .put("reportingComponent", component)
                .put("reportingInstance", host == null ? "" : host);
    }

    /** What still waits is not written. */
    @Override
    public void close() {
        writer.interrupt();
    }
}
