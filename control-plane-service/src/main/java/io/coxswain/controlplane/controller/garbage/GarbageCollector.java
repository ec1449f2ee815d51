package io.coxswain.controlplane.controller.garbage;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.reconcile.Backoff;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.WorkQueue;
import io.coxswain.reconcile.WorkQueueMetrics;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches objects of all kinds and puts those in a queue whose owners, finalizers or dependents may want something. */
public final class GarbageCollector implements Controller {
    private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);
    private static final int WORKERS = 8;
    private static final int CAPACITY = 100_000;
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final OwnerGraph graph;
    private final Collection collection;
    private final WorkQueue<Item> queue;
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    public GarbageCollector(
            Api api, Informers informers, KindCatalog kinds, EventRecorder events, MeterRegistry meters) {
        this.graph = new OwnerGraph(informers, kinds);
        this.collection = new Collection(api, graph, events);
        this.queue = new WorkQueue<>(
                Backoff.ofPasses(), CAPACITY, new WorkQueueMetrics(meters, "garbage_collector_attempt_to_delete"));
    }

    @Override
    public void start() {
        graph.listen(this::changed);
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(Thread.ofVirtual().name("garbage collector " + worker).start(this::work));
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        try {
            for (Thread worker : workers) {
                if (!worker.join(GRACE)) log.warn("{} does not end", worker.getName());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(Kind<?> kind, Change<OwnedObject> change) {
        switch (change) {
            case Change.Added<OwnedObject>(var now) -> look(kind, now);
            case Change.Updated<OwnedObject>(var before, var now) -> {
                look(kind, now);
                // an owner that waits for its dependents may wait for this one no longer
                if (!owners(before).equals(owners(now))) wakeOwners(before);
            }
            case Change.Deleted<OwnedObject>(var last) -> {
                graph.dependents(last.getMetadata().getUid()).forEach(dependent -> queue.add(dependent.item()));
                wakeOwners(last);
            }
        }
    }

    /** Objects whose owners are all there and stay need no look: most changes are of such. */
    private void look(Kind<?> kind, OwnedObject object) {
        boolean finalizing = object.getMetadata().getDeletionTimestamp() != null
                && object.getMetadata().getFinalizers().stream().anyMatch(Collection::isOurs);
        boolean losing = owners(object).stream()
                .anyMatch(reference -> graph.owner(object, reference)
                        .flatMap(graph::find)
                        .filter(owner -> !Collection.waitsForDependents(owner))
                        .isEmpty());
        if (finalizing || losing) queue.add(Item.of(kind, object));
    }

    private void wakeOwners(OwnedObject object) {
        for (OwnerReference reference : owners(object)) {
            graph.owner(object, reference)
                    .filter(owner -> graph.find(owner)
                            .filter(Collection::waitsForDependents)
                            .isPresent())
                    .ifPresent(queue::add);
        }
    }

    private static List<OwnerReference> owners(OwnedObject object) {
        return object.getMetadata().getOwnerReferences();
    }

    private void work() {
        try {
            while (!graph.awaitSynced(LOOK_UP)) log.info("the garbage collector waits for its caches");
            while (!closed) pass(queue.take());
        } catch (InterruptedException stop) {
            // closed: what waits is found again at the next start
        }
    }

    private void pass(Item item) {
        boolean succeeded = false;
        try {
            collection.pass(item).forEach(queue::add);
            succeeded = true;
        } catch (ApiException failure) {
            log.debug("{}: {}", item, failure.getMessage());
            queue.retry(item);
        } catch (Throwable failure) {
            log.warn("{} failed and is tried again", item, failure);
            queue.retry(item);
        } finally {
            queue.done(item, succeeded);
        }
    }
}
