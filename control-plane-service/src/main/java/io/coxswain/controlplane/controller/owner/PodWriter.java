package io.coxswain.controlplane.controller.owner;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Creates and deletes the Pods of an owner, tells of each, and remembers each as an own write. */
public final class PodWriter<O extends HasMetadata> {
    private final Api api;
    private final Kind<O> ownerKind;
    private final EventRecorder events;
    private final OwnWrites ownWrites;

    public PodWriter(Api api, Kind<O> ownerKind, EventRecorder events, OwnWrites ownWrites) {
        this.api = api;
        this.ownerKind = ownerKind;
        this.events = events;
        this.ownWrites = ownWrites;
    }

    /** The owner as it is now, if it still is that owner and stays: the cache may lag behind its end. */
    public Optional<ObjectNode> live(O owner) {
        return api.find(ownerKind, ObjectKey.of(owner))
                .filter(live -> Metadata.uid(live).equals(owner.getMetadata().getUid()))
                .filter(live -> !Metadata.isTerminating(live));
    }

    /** The first failure, or null. A namespace that goes away takes the owner with it: that is none of its failures. */
    public @Nullable ApiException create(O owner, List<ObjectNode> pods) {
        ApiException failure = SlowStart.each(pods, pod -> create(owner, pod));
        return failure != null && isOfEndingNamespace(failure) ? null : failure;
    }

    public @Nullable ApiException delete(O owner, List<Pod> pods) {
        return SlowStart.each(pods, pod -> delete(owner, pod));
    }

    private void create(O owner, ObjectNode pod) {
        try {
            ObjectNode created = api.create(Kinds.POD, pod);
            ownWrites.wrote(ObjectKey.of(owner), created);
            events.normal(Subject.of(ownerKind, owner), "SuccessfulCreate", "Created pod: " + Metadata.name(created));
        } catch (ApiException failure) {
            if (!isOfEndingNamespace(failure)) {
                events.warning(Subject.of(ownerKind, owner), "FailedCreate", "Error creating: " + failure.getMessage());
            }
            throw failure;
        }
    }

    private void delete(O owner, Pod pod) {
        String uid = pod.getMetadata().getUid();
        try {
            api.delete(Kinds.POD, ObjectKey.of(pod), DeleteOptions.ofUid(uid));
            ownWrites.deleted(ObjectKey.of(owner), uid);
            events.normal(
                    Subject.of(ownerKind, owner),
                    "SuccessfulDelete",
                    "Deleted pod: " + pod.getMetadata().getName());
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) {
                ownWrites.deleted(ObjectKey.of(owner), uid);
                return;
            }
            events.warning(Subject.of(ownerKind, owner), "FailedDelete", "Error deleting: " + failure.getMessage());
            throw failure;
        }
    }

    /** Whether something could not be created since its namespace is going away. */
    public static boolean isOfEndingNamespace(ApiException failure) {
        return failure.is(Reason.Forbidden)
                && String.valueOf(failure.getMessage()).contains("being terminated");
    }
}
