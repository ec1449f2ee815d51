package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Creates what lacks and deletes what is too much, at most 500 Pods in a pass. */
final class Replicas {
    private static final int BURST = 500;

    private final Api api;
    private final EventRecorder events;
    private final OwnWrites ownWrites;
    /** Deleted by us, but not yet so in the cache. */
    private final Map<ObjectKey, Set<String>> deleted = new ConcurrentHashMap<>();

    Replicas(Api api, EventRecorder events, OwnWrites ownWrites) {
        this.api = api;
        this.events = events;
        this.ownWrites = ownWrites;
    }

    /** Takes the Pods out that are deleted already, and forgets the deletions that the cache shows by now. */
    void leaveOutDeleted(ObjectKey key, List<Pod> active) {
        Set<String> uids =
                active.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        deleted.computeIfPresent(key, (_, gone) -> {
            gone.retainAll(uids);
            return gone.isEmpty() ? null : gone;
        });
        Set<String> gone = deleted.getOrDefault(key, Set.of());
        active.removeIf(pod -> gone.contains(pod.getMetadata().getUid()));
    }

    void forget(ObjectKey key) {
        deleted.remove(key);
    }

    /** The failure that stopped it, or null. */
    @Nullable ApiException adjust(ReplicaSet set, List<Pod> active, Map<String, Integer> doubledUp) {
        int lacking = ReplicaSetReconciler.wanted(set) - active.size();
        if (lacking > 0) return create(set, Math.min(lacking, BURST));
        if (lacking == 0) return null;
        List<Pod> first = active.stream()
                .sorted(new DeletionOrder(doubledUp))
                .limit(Math.min(-lacking, BURST))
                .toList();
        return delete(set, first);
    }

    private @Nullable ApiException create(ReplicaSet set, int count) {
        Optional<ObjectNode> live = api.find(Kinds.REPLICA_SET, ObjectKey.of(set));
        boolean same = live.isPresent()
                && Metadata.uid(live.get()).equals(set.getMetadata().getUid())
                && !Metadata.isTerminating(live.get());
        if (!same) return null;
        ObjectNode pod = PodTemplate.pod(live.get(), set);
        for (int made = 0; made < count; made++) {
            try {
                ObjectNode created = api.create(Kinds.POD, pod.deepCopy());
                ownWrites.created(ObjectKey.of(set), created);
                events.normal(
                        ReplicaSetReconciler.subject(set),
                        "SuccessfulCreate",
                        "Created pod: " + Metadata.name(created));
            } catch (ApiException failure) {
                if (isTerminating(failure)) return null;
                events.warning(
                        ReplicaSetReconciler.subject(set), "FailedCreate", "Error creating: " + failure.getMessage());
                return failure;
            }
        }
        return null;
    }

    private @Nullable ApiException delete(ReplicaSet set, List<Pod> pods) {
        Set<String> gone = deleted.computeIfAbsent(ObjectKey.of(set), _ -> ConcurrentHashMap.newKeySet());
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            try {
                api.delete(
                        Kinds.POD,
                        ObjectKey.of(pod),
                        DeleteOptions.ofUid(pod.getMetadata().getUid()));
                gone.add(pod.getMetadata().getUid());
                events.normal(ReplicaSetReconciler.subject(set), "SuccessfulDelete", "Deleted pod: " + name);
            } catch (ApiException failure) {
                if (failure.is(Reason.NotFound)) {
                    gone.add(pod.getMetadata().getUid());
                    continue;
                }
                events.warning(
                        ReplicaSetReconciler.subject(set), "FailedDelete", "Error deleting: " + failure.getMessage());
                return failure;
            }
        }
        return null;
    }

    /** A namespace that goes away takes the ReplicaSet with it: that is no failure of the ReplicaSet. */
    private static boolean isTerminating(ApiException failure) {
        return failure.is(Reason.Forbidden)
                && String.valueOf(failure.getMessage()).contains("being terminated");
    }
}
