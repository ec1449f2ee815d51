package io.coxswain.node.manifest;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the static Pods of the node in the API: makes a mirror of each, and anew where it was deleted. */
public final class MirrorPods implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MirrorPods.class);
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Api api;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ObjectKey node;
    private final Consumer<String> onShown;
    private final Semaphore due = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Collection<Pod> statics = List.of();

    /**
     * Idle until {@link #start}.
     *
     * @param pods those that the API has for this node
     * @param onShown gets the uid of a static Pod whose mirror was made, and has no status yet
     */
    public MirrorPods(Api api, Informer<Pod> pods, Informer<Node> nodes, String nodeName, Consumer<String> onShown) {
        this.api = api;
        this.pods = pods;
        this.nodes = nodes;
        this.node = ObjectKey.cluster(nodeName);
        this.onShown = onShown;
    }

    /** All static Pods of the node from now on. */
    public void follow(Collection<Pod> now) {
        statics = List.copyOf(now);
        due.release();
    }

    public void start() {
        pods.onChange(change -> due.release());
        Thread.ofVirtual().name("mirrors").start(this::run);
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                if (!pods.awaitSynced(CHECK)) continue;
                due.drainPermits();
                Duration pause = reconcile() ? CHECK : RETRY;
                boolean _ = due.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where something is to be tried again soon. One Pod that the API refuses does not keep others from it. */
    private boolean reconcile() {
        Optional<Node> own = nodes.get(node);
        if (own.isEmpty()) return true;
        boolean all = true;
        var wanted = new HashSet<String>();
        for (Pod pod : statics) {
            String uid = StaticPod.uidOnNode(pod);
            wanted.add(uid);
            if (pods.get(ObjectKey.of(pod)).isEmpty()) all &= create(pod, uid, own.get());
        }
        for (Pod mirror : pods.list(null)) {
            if (!StaticPod.isMirror(mirror)) continue;
            boolean ends = mirror.getMetadata().getDeletionTimestamp() != null;
            if (ends || !wanted.contains(StaticPod.uidOnNode(mirror))) all &= delete(mirror);
        }
        return all;
    }

    private boolean create(Pod pod, String uid, Node own) {
        try {
            api.create(Kinds.POD, StaticPod.mirror(pod, own.getMetadata().getUid()));
            onShown.accept(uid);
            return true;
        } catch (RuntimeException refused) {
            // The cache may be a moment behind the API.
            if (refused instanceof ApiException answer && answer.is(Reason.AlreadyExists)) return true;
            log.warn("The static Pod {} cannot be shown: {}", ObjectKey.of(pod), refused.getMessage());
            return false;
        }
    }

    private boolean delete(Pod mirror) {
        try {
            api.delete(
                    Kinds.POD,
                    ObjectKey.of(mirror),
                    DeleteOptions.now(mirror.getMetadata().getUid()));
            return true;
        } catch (RuntimeException refused) {
            boolean gone = refused instanceof ApiException answer
                    && (answer.is(Reason.NotFound) || answer.is(Reason.Conflict));
            if (!gone) log.warn("The mirror {} cannot be deleted: {}", ObjectKey.of(mirror), refused.getMessage());
            return gone;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        due.release();
    }
}
