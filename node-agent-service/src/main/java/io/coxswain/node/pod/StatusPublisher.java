package io.coxswain.node.pod;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Backoff;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the status of one Pod aside, so that the Pod never waits for the API. Only the newest status counts: one that
 * waits is replaced by the next, and a write that fails is repeated with back-off until it is replaced.
 */
final class StatusPublisher {
    private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);
    private final Api api;
    private final ObjectKey key;
    private final String uid;
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ObjectNode latest;
    private boolean writing;
    private boolean repeat;
    private boolean closed;

    /** @param uid empty where the object of the API has another one than the Pod, as that of a static one has */
    StatusPublisher(Api api, ObjectKey key, String uid) {
        this.api = api;
        this.key = key;
        this.uid = uid;
    }

    /** The status told last, written or not yet. */
    @Nullable ObjectNode latest() {
        lock.lock();
        try {
            return latest;
        } finally {
            lock.unlock();
        }
    }

    void publish(ObjectNode status) {
        lock.lock();
        try {
            if (closed || status.equals(latest)) return;
            latest = status;
            changed.signalAll();
            if (writing) return;
            writing = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("status " + key).start(this::write);
    }

    /** Writes the newest status once more: the object that it was written to was replaced. */
    void again() {
        lock.lock();
        try {
            if (closed || latest == null) return;
            repeat = writing;
            if (writing) return;
            writing = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("status " + key).start(this::write);
    }

    /** Whether nothing is left to write. */
    boolean isWritten() {
        lock.lock();
        try {
            return !writing;
        } finally {
            lock.unlock();
        }
    }

    /** False when the newest status is not written within {@code patience}. */
    boolean flush(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (writing && left > 0) left = changed.awaitNanos(left);
            return !writing;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        int failures = 0;
        ObjectNode written = null;
        while (true) {
            ObjectNode status = next(written);
            if (status == null) return;
            try {
                ObjectNode patch = Json.object();
                if (!uid.isEmpty()) patch.putObject("metadata").put("uid", uid);
                patch.set("status", status);
                api.patch(Kinds.POD, key, PatchType.MERGE, patch, "status");
                written = status;
                failures = 0;
            } catch (ApiException refused) {
                if (isPointless(refused)) {
                    written = status;
                    continue;
                }
                failures++;
                log.warn("The status of Pod {} cannot be written: {}", key, refused.getMessage());
                if (!pause(status, backoff.delay(failures))) return;
            }
        }
    }

    private static boolean isPointless(ApiException refused) {
        boolean gone = refused.is(Reason.NotFound) || refused.is(Reason.Conflict);
        boolean wrong = refused.is(Reason.Invalid) || refused.is(Reason.BadRequest);
        if (wrong) log.error("The API refuses a Pod's status: {}", refused.getMessage());
        return gone || wrong;
    }

    /** Null when all is written, and then this thread ends. */
    private @Nullable ObjectNode next(@Nullable ObjectNode written) {
        lock.lock();
        try {
            if (!closed && latest != null && (repeat || !latest.equals(written))) {
                repeat = false;
                return latest;
            }
            writing = false;
            changed.signalAll();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean pause(ObjectNode failed, Duration delay) {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (failed.equals(latest) && !closed && left > 0) left = changed.awaitNanos(left);
            return true;
        } catch (InterruptedException stopped) {
            writing = false;
            return false;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
