package io.coxswain.node.registration;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.runtime.EngineFacts;
import io.coxswain.node.volume.LocalVolumes;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes this machine a Node, and says ever after that it is there and how it is. */
public final class NodeRegistration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final Duration STATUS_AT_LEAST_EVERY = Duration.ofMinutes(5);

    private final Api api;
    private final Informer<Node> own;
    private final ObjectKey key;
    private final Machine machine;
    private final Path localVolumes;
    private final NodeStatuses statuses;
    private final NodeLease lease;
    private final Supplier<Optional<String>> notReady;
    private final Supplier<Set<String>> pressures;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore due = new Semaphore(0);
    private JsonNode told = Json.object();
    private Instant toldAt = Instant.EPOCH;

    /**
     * Idle until {@link #register}.
     *
     * @param own the cache of this node's own object
     * @param notReady why Pods cannot run now; asked at each heartbeat
     * @param pressures the conditions of what the node is short of
     */
    public NodeRegistration(
            Api api,
            Informer<Node> own,
            String nodeName,
            String address,
            Machine machine,
            EngineFacts engine,
            Path stateDirectory,
            Supplier<Optional<String>> notReady,
            Supplier<Set<String>> pressures,
            Clock clock) {
        this.api = api;
        this.own = own;
        this.key = ObjectKey.cluster(nodeName);
        this.machine = machine;
        this.localVolumes = LocalVolumes.directory(stateDirectory);
        this.statuses = new NodeStatuses(nodeName, address, machine, engine, stateDirectory);
        this.lease = new NodeLease(api, nodeName);
        this.notReady = notReady;
        this.pressures = pressures;
        this.clock = clock;
    }

    /** Returns when the Node is there; tries until then. */
    public void register() throws InterruptedException {
        Duration pause = Duration.ofMillis(200);
        do {
            try {
                ensureNode();
                return;
            } catch (ApiException refused) {
                log.info("The node cannot be registered yet: {}", refused.getMessage());
            }
            pause = pause.compareTo(Duration.ofSeconds(5)) < 0 ? pause.multipliedBy(2) : pause;
        } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        throw new InterruptedException("closed");
    }

    private ObjectNode ensureNode() {
        Optional<ObjectNode> known = api.find(Kinds.NODE, key);
        ObjectNode labels = Json.object()
                .put("kubernetes.io/hostname", key.name())
                .put("kubernetes.io/arch", machine.architecture())
                .put("kubernetes.io/os", "linux");
        ObjectNode annotations = Json.object().put(LocalPath.DIRECTORY, localVolumes.toString());
        if (known.isPresent()) {
            ObjectNode patch = Json.object();
            ObjectNode metadata = patch.putObject("metadata");
            metadata.set("labels", labels);
            metadata.set("annotations", annotations);
            return api.patch(Kinds.NODE, key, PatchType.MERGE, patch, null);
        }
        ObjectNode node = Json.object().put("kind", "Node").put("apiVersion", "v1");
        ObjectNode metadata = node.putObject("metadata").put("name", key.name());
        metadata.set("labels", labels);
        metadata.set("annotations", annotations);
        try {
            return api.create(Kinds.NODE, node);
        } catch (ApiException refused) {
            if (refused.is(Reason.AlreadyExists)) return api.get(Kinds.NODE, key);
            throw refused;
        }
    }

    /** Waits until the control plane has given the node a range for its Pods. */
    public String awaitPodRange() throws InterruptedException {
        var range = new CompletableFuture<String>();
        own.onChange(_ -> podRange().ifPresent(range::complete));
        podRange().ifPresent(range::complete);
        try {
            return range.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Optional<String> podRange() {
        return own.get(key).map(node -> node.getSpec().getPodCIDR()).filter(range -> !range.isEmpty());
    }

    /** Begins the heartbeat, with a status at once. */
    public void start() {
        Thread.ofVirtual().name("heartbeat").start(this::beat);
    }

    private void beat() {
        try {
            do {
                try {
                    renew();
                } catch (IOException | RuntimeException failure) {
                    log.warn("The node's heartbeat failed: {}", failure.getMessage());
                }
                if (due.tryAcquire(RENEWAL.toSeconds(), TimeUnit.SECONDS)) due.drainPermits();
            } while (closed.getCount() > 0);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the status now, since what it says may have changed. */
    public void beatNow() {
        due.release();
    }

    private void renew() throws IOException {
        Instant now = clock.instant();
        ObjectNode node = own.get(key).map(Json::tree).orElseGet(this::ensureNode);
        tellStatus(node, now);
        lease.renew(Metadata.uid(node), now);
    }

    /** Written when something but the time has changed, and every five minutes. */
    private void tellStatus(ObjectNode node, Instant now) throws IOException {
        ObjectNode status = statuses.of(node.path("status"), notReady.get(), pressures.get(), now);
        boolean old = Duration.between(toldAt, now).compareTo(STATUS_AT_LEAST_EVERY) >= 0;
        JsonNode timeless = withoutTimes(status);
        if (!old && timeless.equals(told)) return;
        ObjectNode patch = Json.object();
        patch.set("status", status);
        api.patch(Kinds.NODE, key, PatchType.STRATEGIC, patch, "status");
        told = timeless;
        toldAt = now;
    }

    private static JsonNode withoutTimes(ObjectNode status) {
        ObjectNode copy = status.deepCopy();
        for (JsonNode condition : copy.path("conditions")) {
            if (condition instanceof ObjectNode object) object.remove("lastHeartbeatTime");
            if (condition instanceof ObjectNode object) object.remove("lastTransitionTime");
        }
        return copy;
    }

    @Override
    public void close() {
        closed.countDown();
        due.release();
    }
}
