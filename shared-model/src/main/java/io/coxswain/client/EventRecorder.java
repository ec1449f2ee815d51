package io.coxswain.client;

import io.coxswain.client.EventCorrelator.Occurrence;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells users what a component did to an object, as core/v1 Events. Returns at once: one virtual thread writes. When
 * 1,000 wait, more are dropped and counted; an event that cannot be written after a few tries is dropped too.
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int WAITING = 1000;
    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int LONGEST_MESSAGE = 1024;

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

        public static <T extends HasMetadata> Subject of(Kind<T> kind, T object) {
            var metadata = object.getMetadata();
            return new Subject(
                    kind,
                    ObjectKey.of(object),
                    Objects.requireNonNullElse(metadata.getUid(), ""),
                    Objects.requireNonNullElse(metadata.getResourceVersion(), ""),
                    "");
        }

        public Subject at(String path) {
            return new Subject(kind, key, uid, resourceVersion, path);
        }
    }

    private record Told(Subject subject, Type type, String reason, String message, Instant at) {}

    private final Api api;
    private final String component;
    private final @Nullable String host;
    private final InstantSource clock;
    private final EventCorrelator correlator = new EventCorrelator();
    private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Of the last name given: two events of one instant need two names. Used by the writer alone. */
    private long lastNanos;

    /**
     * Tells in the name of one component.
     *
     * @param component such as {@code kubelet} or {@code deployment-controller}
     * @param host the node that it runs on, or null
     */
    public EventRecorder(Api api, String component, @Nullable String host, InstantSource clock) {
        this.api = api;
        this.component = component;
        this.host = host;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events of " + component).unstarted(this::write);
        writer.start();
    }

    public void normal(Subject subject, String reason, String message) {
        record(subject, Type.Normal, reason, message);
    }

    public void warning(Subject subject, String reason, String message) {
        record(subject, Type.Warning, reason, message);
    }

    /** Writes what waits, for at most some seconds. */
    @Override
    public void close() {
        closing.countDown();
        writer.interrupt();
        try {
            if (!writer.join(GRACE)) log.debug("{} events of {} are dropped", queue.size(), component);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    public void record(Subject subject, Type type, String reason, String message) {
        String text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 3) + "...";
        boolean taken = !closed() && queue.offer(new Told(subject, type, reason, text, clock.instant()));
        if (!taken && dropped.incrementAndGet() % 100 == 1) {
            log.warn("events of {} come faster than they can be written: {} dropped", component, dropped.get());
        }
    }

    private void write() {
        while (true) {
            try {
                Told told = closed() ? queue.poll() : queue.take();
                if (told == null) return;
                write(told);
            } catch (InterruptedException stop) {
                if (!closed()) return;
            } catch (RuntimeException fault) {
                log.error("events of {}", component, fault);
            }
        }
    }

    private void write(Told told) throws InterruptedException {
        Subject subject = told.subject;
        String about = subject.kind().name() + " " + subject.key() + " " + subject.uid() + " " + subject.fieldPath();
        var series = correlator.take(new Occurrence(about, told.type.name(), told.reason, told.message), told.at);
        if (series.isEmpty()) return;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                write(told, series.get());
                return;
            } catch (ApiException failure) {
                boolean again = failure.is(Reason.ServiceUnavailable) || failure.is(Reason.TooManyRequests);
                if (!again || closed()) {
                    log.debug("the event {} is not written: {}", told.reason, failure.getMessage());
                    return;
                }
            }
            if (closing.await(BETWEEN_TRIES.toNanos(), TimeUnit.NANOSECONDS)) return;
        }
    }

    private void write(Told told, EventCorrelator.Series series) {
        String namespace = Objects.requireNonNullElse(told.subject.key().namespace(), "default");
        String last = told.at.truncatedTo(ChronoUnit.SECONDS).toString();
        if (!series.name.isEmpty()) {
            ObjectNode patch = Json.object()
                    .put("count", series.count)
                    .put("lastTimestamp", last)
                    .put("message", series.message);
            try {
                api.patch(Kinds.EVENT, new ObjectKey(namespace, series.name), PatchType.MERGE, patch, null);
                return;
            } catch (ApiException failure) {
                // events do not live long: a forgotten one begins anew with its count
                if (!failure.is(Reason.NotFound)) throw failure;
            }
        }
        lastNanos = Math.max(lastNanos + 1, nanos(told.at));
        series.name = told.subject.key().name() + "." + Long.toHexString(lastNanos);
        api.create(Kinds.EVENT, event(told, series, namespace, last));
    }

    private ObjectNode event(Told told, EventCorrelator.Series series, String namespace, String last) {
        ObjectNode event = Json.object().put("kind", "Event").put("apiVersion", "v1");
        event.putObject("metadata").put("name", series.name).put("namespace", namespace);
        event.set("involvedObject", involved(told.subject));
        event.put("reason", told.reason).put("message", series.message);
        ObjectNode source = event.putObject("source").put("component", component);
        if (host != null) source.put("host", host);
        return event.put(
                        "firstTimestamp",
                        series.first.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("lastTimestamp", last)
                .put("count", series.count)
                .put("type", told.type.name())
                .put("reportingComponent", component)
                .put("reportingInstance", host == null ? "" : host);
    }

    private static ObjectNode involved(Subject subject) {
        ObjectNode involved = Json.object()
                .put("kind", subject.kind().name())
                .put("apiVersion", subject.kind().apiVersion())
                .put("name", subject.key().name())
                .put("uid", subject.uid())
                .put("resourceVersion", subject.resourceVersion());
        if (subject.key().namespace() != null)
            involved.put("namespace", subject.key().namespace());
        if (!subject.fieldPath().isEmpty()) involved.put("fieldPath", subject.fieldPath());
        return involved;
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
