package io.coxswain.controlplane.resource;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Deletes many objects, several at once: writes that wait together are committed together. */
final class CollectionDeleter {
    /** Of one request; so many are one transaction of the writer, and leave room in its queue for others. */
    private static final int AT_ONCE = 128;

    private final ObjectDeleter deleter;

    CollectionDeleter(ObjectDeleter deleter) {
        this.deleter = deleter;
    }

    /** The last states of those that were there, in order. The first failure is thrown when all others are done. */
    List<Representation> delete(Kind<?> kind, List<StoredObject> objects, DeleteOptions how, WriteOptions options) {
        List<Future<Optional<Representation>>> deletions = new ArrayList<>(objects.size());
        Semaphore room = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (StoredObject object : objects) {
                room.acquire();
                deletions.add(threads.submit(() -> {
                    try {
                        return delete(kind, object, how, options);
                    } finally {
                        room.release();
                    }
                }));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is shutting down");
        }
        return results(deletions);
    }

    private Optional<Representation> delete(
            Kind<?> kind, StoredObject object, DeleteOptions how, WriteOptions options) {
        String namespace = object.key().namespace();
        ObjectKey key = new ObjectKey(
                namespace.isEmpty() ? null : namespace, object.key().name());
        try {
            return Optional.of(deleter.delete(kind, key, how, options).object());
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return Optional.empty();
            throw failure;
        }
    }

    private static List<Representation> results(List<Future<Optional<Representation>>> deletions) {
        List<Representation> deleted = new ArrayList<>(deletions.size());
        try {
            for (var deletion : deletions) deletion.get().ifPresent(deleted::add);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is shutting down");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(failure.getCause());
        }
        return deleted;
    }
}
