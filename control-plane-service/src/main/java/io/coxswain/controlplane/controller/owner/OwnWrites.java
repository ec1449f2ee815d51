package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Metadata;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers for each key the last object that was written for it, and which Pods were deleted. As long as the cache has
 * not reached that write, counting in the cache would do the same thing twice.
 */
public final class OwnWrites {
    private final Map<ObjectKey, Long> last = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Set<String>> deleted = new ConcurrentHashMap<>();

    /** {@code object} as the server answered it. */
    public void wrote(ObjectKey key, ObjectNode object) {
        last.merge(key, Long.parseLong(Metadata.resourceVersion(object)), Math::max);
    }

    /** Whether the cache shows all that was written for the key. */
    public boolean isSeen(ObjectKey key, Informer<?> cache) {
        Long revision = last.get(key);
        if (revision == null) return true;
        if (cache.revision() < revision) return false;
        last.remove(key, revision);
        return true;
    }

    /** A deletion tells no revision, so the Pod itself is remembered until the cache shows its end. */
    public void deleted(ObjectKey key, String uid) {
        deleted.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet()).add(uid);
    }

    /** Being deleted by what the cache shows or by us. */
    public boolean isTerminating(ObjectKey key, Pod pod) {
        return Pods.isTerminating(pod)
                || deleted.getOrDefault(key, Set.of())
                        .contains(pod.getMetadata().getUid());
    }

    /** Forgets the deletions that the cache shows by now. */
    public void seeDeletions(ObjectKey key, Collection<Pod> cached) {
        if (!deleted.containsKey(key)) return;
        Set<String> untold = cached.stream()
                .filter(pod -> !Pods.isTerminating(pod))
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
        deleted.computeIfPresent(key, (_, gone) -> {
            gone.retainAll(untold);
            return gone.isEmpty() ? null : gone;
        });
    }

    /** The Pods that have neither ended nor are about to. */
    public List<Pod> active(ObjectKey key, List<Pod> pods) {
        seeDeletions(key, pods);
        return pods.stream()
                .filter(pod -> !Pods.hasEnded(pod) && !isTerminating(key, pod))
                .toList();
    }

    public void forget(ObjectKey key) {
        last.remove(key);
        deleted.remove(key);
    }
}
