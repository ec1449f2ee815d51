package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Metadata;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers for each key the last object that was created for it. As long as the cache has not reached that creation,
 * counting in the cache would create the same thing twice.
 */
public final class OwnWrites {
    private final Map<ObjectKey, Long> last = new ConcurrentHashMap<>();

    public void created(ObjectKey key, ObjectNode object) {
        last.merge(key, Long.parseLong(Metadata.resourceVersion(object)), Math::max);
    }

    /** Whether the cache shows all that was created for the key. */
    public boolean isSeen(ObjectKey key, Informer<?> cache) {
        Long revision = last.get(key);
        if (revision == null) return true;
        if (cache.revision() < revision) return false;
        last.remove(key, revision);
        return true;
    }

    public void forget(ObjectKey key) {
        last.remove(key);
    }
}
