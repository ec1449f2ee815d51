package io.coxswain.controlplane.encryption;

import io.coxswain.controlplane.store.Lane;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.WriteUnit;
import io.coxswain.controlplane.store.Written;
import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes a new data key and stores every sealed object again, as an update without a change: it gets a new
 * resourceVersion, as by Kubernetes' storage migration. Also seals what was stored before its resource was to be
 * sealed. Older keys stay in the ring, since the change log and backups hold what they sealed.
 */
public final class KeyRotation {
    private static final int ATTEMPTS = 8;
    private static final int RETRY_SECONDS = 5;

    private final KeyRing ring;
    private final SealedBodies bodies;
    private final Store store;
    private final ReentrantLock one = new ReentrantLock();

    public KeyRotation(KeyRing ring, SealedBodies bodies, Store store) {
        this.ring = ring;
        this.bodies = bodies;
        this.store = store;
    }

    /** The key that seals now, and how many objects were stored again. */
    public record Rotated(UUID key, int objects) {}

    /** Answers when all is done; what fails in between is mended by another rotation. */
    public Rotated rotate() {
        if (!one.tryLock()) throw ApiException.tooManyRequests("a rotation is under way", RETRY_SECONDS);
        try {
            UUID key = ring.add().id();
            int objects = 0;
            for (String resource : bodies.resources()) {
                List<StoredObject> all = store.latest().list(resource, "", null).toList();
                for (StoredObject object : all) {
                    if (storedAgain(object)) objects++;
                }
            }
            return new Rotated(key, objects);
        } finally {
            one.unlock();
        }
    }

    /** False where it is gone. */
    private boolean storedAgain(StoredObject object) {
        StoreKey key = object.key();
        StoredObject current = object;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var same = new Write.Update(key, current.revision(), current.body(), current.attributes());
            switch (store.write(WriteUnit.of(Lane.OBJECTS, same))) {
                case Written.Committed _ -> {
                    return true;
                }
                case Written.Conflict _ -> {
                    Optional<StoredObject> newer = store.latest().get(key);
                    if (newer.isEmpty()) return false;
                    current = newer.get();
                }
            }
        }
        throw ApiException.unavailable(key + " changes all the time; rotate again");
    }
}
