package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.node.network.RunningSandbox;
import io.coxswain.node.runtime.RuntimeEvent;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a worker for each Pod of the node, and for what is left of Pods that the API does not know any more. */
public final class PodAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodAgent.class);
    private static final long DEFAULT_GRACE_SECONDS = 30;
    private static final Duration ORPHAN_CHECK = Duration.ofMinutes(2);

    private final NodeServices services;
    private final Informer<Pod> pods;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PodWorker> workers = new HashMap<>();
    private final Map<String, Pod> statics = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean closed;

    /**
     * Idle until {@link #start}.
     *
     * @param pods those that are bound to this node
     */
    public PodAgent(NodeServices services, Informer<Pod> pods) {
        this.services = services;
        this.pods = pods;
    }

    /** Takes over what runs, then follows the API. Nothing that runs is restarted by this. */
    public void start() throws InterruptedException {
        services.network().pods().adopt(runningSandboxes());
        pods.onChange(this::told);
        services.runtime().onEvent(this::changed);
    }

    /** Begins to end what is left of Pods that nobody knows; after the static ones are known. */
    public void endOrphans() {
        Thread.ofVirtual().name("orphans").start(this::removeOrphans);
    }

    /** After the node's network namespace was replaced: links for all Pods; those with hostNetwork start anew. */
    public void replug() {
        services.network().pods().replugAll(runningSandboxes());
        services.wakes().wakeAll();
    }

    private List<RunningSandbox> runningSandboxes() {
        var running = new ArrayList<RunningSandbox>();
        for (String uid : services.runtime().podUids()) {
            new PodContainers(services.runtime().containersOf(uid))
                    .runningSandbox()
                    .filter(sandbox -> !PodSandboxes.sharesNetwork(sandbox))
                    .map(PodSandboxes::running)
                    .ifPresent(running::add);
        }
        return running;
    }

    /**
     * Runs these static Pods and ends all others that were given before. One whose name an ending one still has waits
     * for that one's end.
     */
    public void follow(Collection<Pod> now) {
        var ending = new ArrayList<Pod>();
        lock.lock();
        try {
            Set<String> uids = now.stream().map(PodAgent::uid).collect(Collectors.toSet());
            statics.values().stream().filter(pod -> !uids.contains(uid(pod))).forEach(ending::add);
            statics.clear();
            now.forEach(pod -> statics.put(uid(pod), pod));
        } finally {
            lock.unlock();
        }
        for (Pod pod : ending) drive(ended(pod));
        startStatics();
    }

    private Pod ended(Pod pod) {
        var tree = Json.tree(pod);
        Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
        Metadata.of(tree)
                .put(
                        "deletionTimestamp",
                        services.clock()
                                .instant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .put("deletionGracePeriodSeconds", grace == null ? DEFAULT_GRACE_SECONDS : grace);
        return Json.view(tree, Pod.class);
    }

    private void startStatics() {
        var due = new ArrayList<Pod>();
        lock.lock();
        try {
            for (Pod pod : statics.values()) {
                boolean held = workers.values().stream()
                        .anyMatch(worker ->
                                worker.isStaticOf(pod) && !worker.uid().equals(uid(pod)));
                if (!held && !workers.containsKey(uid(pod))) due.add(pod);
            }
        } finally {
            lock.unlock();
        }
        due.forEach(this::drive);
    }

    /** The API has an object for a static Pod now, so that its status is to be told again. */
    public void shown(String podUid) {
        PodWorker worker;
        lock.lock();
        try {
            worker = workers.get(podUid);
        } finally {
            lock.unlock();
        }
        if (worker != null) worker.tellAgain();
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    /** Mirrors are shown by others; what they show is not run a second time. */
    private void told(Change<Pod> change) {
        if (change.states().anyMatch(StaticPod::isMirror)) return;
        switch (change) {
            case Change.Added<Pod>(Pod now) -> drive(now);
            case Change.Updated<Pod>(Pod before, Pod now) -> {
                boolean replaced =
                        !before.getMetadata().getUid().equals(now.getMetadata().getUid());
                if (replaced) gone(before);
                drive(now);
            }
            case Change.Deleted<Pod>(Pod last) -> gone(last);
        }
    }

    private void drive(Pod pod) {
        String uid = pod.getMetadata().getUid();
        PodWorker known = worker(uid, pod);
        if (known != null) known.update(pod);
    }

    private void gone(Pod pod) {
        PodWorker worker;
        lock.lock();
        try {
            worker = workers.get(pod.getMetadata().getUid());
        } finally {
            lock.unlock();
        }
        if (worker != null) worker.gone();
    }

    /** The worker that was there already, or null when this has made one. */
    private @Nullable PodWorker worker(String uid, @Nullable Pod pod) {
        lock.lock();
        try {
            if (closed) return null;
            PodWorker known = workers.get(uid);
            if (known != null) return known;
            var worker = new PodWorker(services, uid, pod, () -> ended(uid));
            workers.put(uid, worker);
            services.wakes().put(uid, worker::wake);
            worker.start();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void ended(String uid) {
        services.wakes().remove(uid);
        lock.lock();
        try {
            workers.remove(uid);
        } finally {
            lock.unlock();
        }
        startStatics();
    }

    private void changed(RuntimeEvent event) {
        switch (event) {
            case RuntimeEvent.PodChanged(String uid) -> services.wakes().wake(uid);
            case RuntimeEvent.NodeChanged() -> {}
            case RuntimeEvent.AllMayHaveChanged() -> services.wakes().wakeAll();
        }
    }

    private void removeOrphans() {
        try {
            while (!pods.awaitSynced(Duration.ofMinutes(1))) {
                log.info("Waiting for the Pods of this node");
            }
            do {
                try {
                    checkOrphans();
                } catch (RuntimeException fault) {
                    log.warn("What is left of Pods cannot be looked for: {}", fault.getMessage());
                }
            } while (!closing.await(ORPHAN_CHECK.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Engine and disk are asked first: a Pod that comes meanwhile is in the cache by then. */
    private void checkOrphans() {
        var there = new HashSet<>(services.runtime().podUids());
        there.addAll(services.volumes().podUids());
        var known = new HashSet<String>();
        pods.list(null).forEach(pod -> known.add(StaticPod.uidOnNode(pod)));
        lock.lock();
        try {
            known.addAll(workers.keySet());
        } finally {
            lock.unlock();
        }
        for (String uid : there) {
            if (!known.contains(uid)) worker(uid, null);
        }
    }

    /** Leaves all Pods running. */
    @Override
    public void close() {
        closing.countDown();
        List<PodWorker> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(workers.values());
            workers.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(PodWorker::close);
        try {
            for (PodWorker worker : all) worker.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
