package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write that waits for admission.
 *
 * @param subresource empty for the object itself
 * @param object the object as it would be stored; null for a deletion
 * @param old the object as it is; null for a creation
 * @param snapshot the state that the write was prepared on
 * @param warnings what the client is told beside the answer; a rule may add to it
 */
public record AdmissionRequest(
        Operation operation,
        Kind<?> kind,
        String subresource,
        ObjectKey key,
        @Nullable ObjectNode object,
        @Nullable ObjectNode old,
        Snapshot snapshot,
        User user,
        boolean dryRun,
        Set<String> warnings) {
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /** Whether an object of this kind, and no subresource of it, is created. */
    public boolean creates(Kind<?> created) {
        return operation == Operation.CREATE && kind.equals(created) && subresource.isEmpty();
    }

    /** Whether an object of this kind, and no subresource of it, is changed. */
    public boolean updates(Kind<?> updated) {
        return operation == Operation.UPDATE && kind.equals(updated) && subresource.isEmpty();
    }

    /** The same request for this object. */
    public AdmissionRequest withObject(ObjectNode prepared) {
        return new AdmissionRequest(operation, kind, subresource, key, prepared, old, snapshot, user, dryRun, warnings);
    }

    /** The object of a creation or a change. */
    public ObjectNode given() {
        if (object == null) throw new IllegalStateException("a deletion has no object");
        return object;
    }

    /** The object of a change or a deletion as it is. */
    public ObjectNode before() {
        if (old == null) throw new IllegalStateException("a creation has no old object");
        return old;
    }

    /** The refusal of this write, with {@code why} in Kubernetes' words. */
    public ApiException forbidden(String why) {
        return ApiException.forbidden(kind, name(), why);
    }

    /** The name, or its prefix where the name is still to be made. */
    private String name() {
        if (!key.name().isEmpty() || object == null) return key.name();
        return Metadata.of(object).path("generateName").asString("");
    }
}
