package io.coxswain.controlplane.resource;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Deletes Events that tell of what is long past, so that they do not grow without end. */
public final class EventExpiry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventExpiry.class);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(2);

    private final ResourceService resources;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    public EventExpiry(ResourceService resources, Clock clock) {
        this.resources = resources;
        this.clock = clock;
    }

    public void start() {
        Thread.ofVirtual().name("event-expiry").start(this::watch);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** Deletes what is too old now. */
    void run() {
        Selection all = new Selection("", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
        Instant oldest = clock.instant().minus(LIFETIME);
        ListPage events = resources.list(Kinds.EVENT, new ListRequest(all, "0", "", 0, ""));
        for (StoredObject event : events.items()) {
            if (lastTold(event.body().tree(event.revision())).isBefore(oldest)) delete(event);
        }
    }

    private void watch() {
        try {
            while (!closed.await(BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS)) look();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            run();
        } catch (RuntimeException failed) {
            LOG.warn("old events are not deleted this time: {}", failed.getMessage());
        }
    }

    private void delete(StoredObject event) {
        ObjectKey key = new ObjectKey(event.key().namespace(), event.key().name());
        try {
            resources.delete(Kinds.EVENT, key, DeleteOptions.ofUid(event.uid()), WriteOptions.of(User.apiServer()));
        } catch (ApiException failure) {
            // Another replica was faster.
            if (!failure.is(Reason.NotFound) && !failure.is(Reason.Conflict)) throw failure;
        }
    }

    private static Instant lastTold(ObjectNode event) {
        return Stream.concat(
                        Stream.of(event.path("metadata").path("creationTimestamp")),
                        List.of("eventTime", "firstTimestamp", "lastTimestamp").stream()
                                .map(event::path))
                .map(node -> node.asString(""))
                .filter(text -> !text.isEmpty())
                .map(EventExpiry::instant)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return Instant.EPOCH;
        }
    }
}
