package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A watch over the wire: one JSON object a line, read ahead by a few lines; when those wait, the server is held up. */
final class WireWatch implements Watch {
    private static final int READ_AHEAD = 64;
    private static final int STATUS_LIMIT_BYTES = 1 << 20;

    private sealed interface Signal {
        record Line(String text) implements Signal {}

        record End(ApiException why) implements Signal {}
    }

    private final InputStream body;
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(READ_AHEAD);
    private final Thread reader;
    /** Why there are no more events; what came before is given first. */
    private volatile @Nullable ApiException over;

    private WireWatch(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("watch").unstarted(this::read);
        reader.start();
    }

    static WireWatch of(HttpResponse<InputStream> answer) {
        if (answer.statusCode() == 200) return new WireWatch(answer.body());
        try (InputStream body = answer.body()) {
            throw WireConnection.failure(answer.statusCode(), body.readNBytes(STATUS_LIMIT_BYTES));
        } catch (IOException lost) {
            throw ApiException.unavailable("watch: " + lost.getMessage());
        }
    }

    @Override
    public Optional<WatchEvent> next(Duration patience) throws InterruptedException {
        ApiException known = over;
        if (known != null) throw known;
        Signal signal = signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (signal == null) return Optional.empty();
        try {
            return switch (signal) {
                case Signal.Line(var text) -> Optional.of(event(text));
                case Signal.End(var why) -> throw why;
            };
        } catch (ApiException end) {
            over = end;
            throw end;
        }
    }

    @Override
    public void close() {
        var end = ApiException.unavailable("the watch is closed");
        over = end;
        reader.interrupt();
        // Wakes who waits for an event; where the queue is full nobody waits.
        if (!signals.offer(new Signal.End(end))) signals.clear();
        try {
            body.close();
        } catch (IOException lost) {
            // the stream is over either way
        }
    }

    private void read() {
        String why = "the stream ended";
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) signals.put(new Signal.Line(line));
            }
        } catch (IOException | UncheckedIOException lost) {
            why = "the stream broke: " + lost.getMessage();
        } catch (InterruptedException stop) {
            return;
        }
        try {
            signals.put(new Signal.End(ApiException.unavailable(why)));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static WatchEvent event(String line) {
        ObjectNode event;
        try {
            event = Json.parseObject(line);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            throw ApiException.unavailable("the stream holds no JSON object: " + unreadable.getMessage());
        }
        if (!(event.get("object") instanceof ObjectNode object)) {
            throw ApiException.unavailable("an event of the stream holds no object");
        }
        return switch (event.path("type").asString("")) {
            case "ADDED" -> new WatchEvent(WatchEvent.Type.ADDED, object);
            case "MODIFIED" -> new WatchEvent(WatchEvent.Type.MODIFIED, object);
            case "DELETED" -> new WatchEvent(WatchEvent.Type.DELETED, object);
            case "BOOKMARK" -> new WatchEvent(WatchEvent.Type.BOOKMARK, object);
            case "ERROR" -> throw ApiException.of(object, object.path("code").asInt(Reason.InternalError.code()));
            default -> throw ApiException.unavailable("an event of the type " + event.path("type"));
        };
    }
}
