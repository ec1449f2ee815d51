package io.coxswain.controlplane.audit;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes events to a file, in the background. Where the file is slower than the requests they wait for it for a moment;
 * what finds no place even then is lost, and counted.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int MOST_WAITING = 4096;
    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);

    private final @Nullable AuditPolicy policy;
    private final Clock clock;
    private final BlockingQueue<Optional<ObjectNode>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Counter written;
    private final Counter lost;
    private final @Nullable Thread writer;

    private AuditLog(@Nullable AuditPolicy policy, @Nullable RotatingFile file, Clock clock, MeterRegistry meters) {
        this.policy = policy;
        this.clock = clock;
        this.written = meters.counter("apiserver_audit_event_total");
        this.lost = meters.counter("apiserver_audit_error_total", "plugin", "log");
        this.writer = file == null ? null : Thread.ofVirtual().name("audit-log").start(() -> write(file));
    }

    /** Without a policy it logs nothing. */
    public static AuditLog open(AuditSettings settings, Clock clock, MeterRegistry meters) {
        if (settings.policyFile() == null) return new AuditLog(null, null, clock, meters);
        AuditPolicy policy = AuditPolicyFile.read(settings.policyFile());
        try {
            var file = new RotatingFile(settings.logFile(), settings.maxBytes(), settings.maxBackups());
            return new AuditLog(policy, file, clock, meters);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(
                    "audit log " + settings.logFile() + ": " + unwritable.getMessage(), unwritable);
        }
    }

    /** What the policy wants kept of a request of {@code user}; the request is told of as it goes on. */
    public AuditTrail begin(AuditTrail.Source source, User user, Action action) {
        if (policy == null) return AuditTrail.none();
        AuditPolicy.Kept kept = policy.kept(user, action);
        if (kept.level() == AuditLevel.None) return AuditTrail.none();
        return new AuditTrail(event -> append(Optional.of(event)), kept, source, user, action, clock);
    }

    /** An empty one ends the log. */
    private void append(Optional<ObjectNode> event) {
        try {
            if (waiting.offer(event, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        lost.increment();
    }

    private void write(RotatingFile file) {
        try (file) {
            while (true) {
                List<Optional<ObjectNode>> events = new ArrayList<>();
                events.add(waiting.take());
                waiting.drainTo(events, BATCH);
                for (Optional<ObjectNode> event : events) {
                    if (event.isEmpty()) return;
                    append(file, event.get());
                }
                file.flush();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.error("the audit log ends", failure);
        }
    }

    private void append(RotatingFile file, ObjectNode event) {
        try {
            file.write(Json.bytes(event));
            written.increment();
        } catch (IOException failure) {
            lost.increment();
            LOG.error("an audit event is lost", failure);
        }
    }

    /** Writes what waits, for some seconds at most. */
    @Override
    public void close() {
        if (writer == null) return;
        append(Optional.empty());
        try {
            if (!writer.join(END)) writer.interrupt();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            writer.interrupt();
        }
    }
}
