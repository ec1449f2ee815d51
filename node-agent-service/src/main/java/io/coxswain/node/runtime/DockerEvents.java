package io.coxswain.node.runtime;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.RuntimeEvent.AllMayHaveChanged;
import io.coxswain.node.runtime.RuntimeEvent.NodeChanged;
import io.coxswain.node.runtime.RuntimeEvent.PodChanged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows the engine's stream of events. The end of the stream means that anything may have been missed. */
final class DockerEvents implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DockerEvents.class);
    private static final List<String> ACTIONS = List.of("start", "die", "destroy", "oom");
    private final EngineSocket socket;
    private final Labels labels;
    private final List<Consumer<RuntimeEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    DockerEvents(EngineSocket socket, Labels labels) {
        this.socket = socket;
        this.labels = labels;
    }

    void onEvent(Consumer<RuntimeEvent> listener) {
        listeners.add(listener);
        if (thread == null) thread = Thread.ofVirtual().name("engine-events").start(this::follow);
    }

    private void follow() {
        boolean stop = false;
        while (!stop) {
            try (var exchange = socket.request("GET", path(), null)) {
                tell(new AllMayHaveChanged());
                var lines = new BufferedReader(new InputStreamReader(exchange.body(), StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) read(line);
                log.info("The engine's event stream ended; following it anew");
            } catch (IOException | RuntimeFault failure) {
                if (closed.getCount() > 0) log.warn("The engine's events cannot be read: {}", failure.getMessage());
            }
            try {
                stop = closed.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void read(String line) {
        try {
            ObjectNode event = Json.parseObject(line);
            tell(event.path("Actor").path("Attributes"));
        } catch (JacksonException | IllegalArgumentException broken) {
            log.warn("An event of the engine cannot be read: {}", broken.getMessage());
        }
    }

    private void tell(JsonNode container) {
        String uid = container.path(Labels.POD_UID).asString("");
        boolean ours = container.path(Labels.NODE).asString("").equals(labels.node());
        if (ours && !uid.isEmpty()) tell(new PodChanged(uid));
        if (uid.isEmpty() && (ours || !container.has(Labels.NODE))) tell(new NodeChanged());
    }

    private void tell(RuntimeEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    private String path() {
        ObjectNode filters = Json.object();
        filters.putArray("type").add("container");
        ACTIONS.forEach(filters.putArray("event")::add);
        filters.putArray("label").add(Labels.CLUSTER + "=" + labels.cluster());
        return "/events?filters=" + URLEncoder.encode(filters.toString(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.countDown();
        Thread follower = thread;
        if (follower != null) follower.interrupt();
    }
}
