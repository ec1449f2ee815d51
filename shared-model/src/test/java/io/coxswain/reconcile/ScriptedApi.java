package io.coxswain.reconcile;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An API whose lists and streams a test decides, to bring about losses that a real one has only by bad luck. */
final class ScriptedApi implements Api {
    sealed interface Step {
        record Event(WatchEvent event) implements Step {}

        record Failure(ApiException answer) implements Step {}
    }

    final BlockingQueue<Step> stream = new LinkedBlockingQueue<>();
    final List<String> watchedFrom = new CopyOnWriteArrayList<>();
    final AtomicInteger lists = new AtomicInteger();
    private volatile ObjectList state = new ObjectList(List.of(), "1", "");

    void state(String revision, ObjectNode... objects) {
        state = new ObjectList(List.of(objects), revision, "");
    }

    void tell(WatchEvent.Type type, ObjectNode object) {
        stream.add(new Step.Event(new WatchEvent(type, object)));
    }

    void fail(ApiException answer) {
        stream.add(new Step.Failure(answer));
    }

    static ObjectNode configMap(String name, String revision) {
        ObjectNode object = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
        object.putObject("metadata")
                .put("namespace", "default")
                .put("name", name)
                .put("uid", name)
                .put("resourceVersion", revision);
        return object;
    }

    @Override
    public ObjectList list(Kind<?> kind, ListOptions options) {
        lists.incrementAndGet();
        // one object a page, so that every list takes several requests
        int at = options.continueToken().isEmpty() ? 0 : Integer.parseInt(options.continueToken());
        var items = new ArrayList<>(state.items());
        if (items.size() <= at + 1)
            return new ObjectList(items.subList(Math.min(at, items.size()), items.size()), state.resourceVersion(), "");
        return new ObjectList(items.subList(at, at + 1), state.resourceVersion(), String.valueOf(at + 1));
    }

    @Override
    public Watch watch(Kind<?> kind, ListOptions options) {
        watchedFrom.add(options.resourceVersion());
        return new Watch() {
            @Override
            public Optional<WatchEvent> next(Duration patience) throws InterruptedException {
                Step step = stream.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (step == null) return Optional.empty();
                return switch (step) {
                    case Step.Event(var event) -> Optional.of(event);
                    case Step.Failure(var answer) -> throw answer;
                };
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public ObjectNode get(Kind<?> kind, ObjectKey key) {
        throw new UnsupportedOperationException("get");
    }

    @Override
    public ObjectNode create(Kind<?> kind, ObjectNode object) {
        throw new UnsupportedOperationException("create");
    }

    @Override
    public ObjectNode update(Kind<?> kind, ObjectNode object) {
        throw new UnsupportedOperationException("update");
    }

    @Override
    public ObjectNode updateStatus(Kind<?> kind, ObjectNode object) {
        throw new UnsupportedOperationException("updateStatus");
    }

    @Override
    public ObjectNode patch(Kind<?> kind, ObjectKey key, PatchType type, JsonNode patch, @Nullable String subresource) {
        throw new UnsupportedOperationException("patch");
    }

    @Override
    public void delete(Kind<?> kind, ObjectKey key, DeleteOptions options) {
        throw new UnsupportedOperationException("delete");
    }

    @Override
    public void deleteCollection(Kind<?> kind, ListOptions which, DeleteOptions how) {
        throw new UnsupportedOperationException("deleteCollection");
    }

    @Override
    public ObjectNode createSubresource(Kind<?> kind, ObjectKey key, String subresource, ObjectNode body) {
        throw new UnsupportedOperationException("createSubresource");
    }
}
