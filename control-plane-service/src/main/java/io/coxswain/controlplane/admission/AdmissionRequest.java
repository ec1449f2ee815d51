package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write that waits for admission.
 *
 * @param object the object as it would be stored; null for a deletion
 * @param old the object as it is; null for a creation
 * @param snapshot the state that the write was prepared on
 */
public record AdmissionRequest(
        Operation operation,
        Kind<?> kind,
        ObjectKey key,
        @Nullable ObjectNode object,
        @Nullable ObjectNode old,
        Snapshot snapshot,
        User user) {
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }
}
