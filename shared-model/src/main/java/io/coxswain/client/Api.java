package io.coxswain.client;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API of the cluster, with objects as JSON trees. Every call blocks, is bounded in time, and throws
 * {@link ApiException} with the Status that the server answered; a server that cannot be reached is
 * {@code ServiceUnavailable}.
 */
public interface Api {
    ObjectNode get(Kind<?> kind, ObjectKey key);

    ObjectList list(Kind<?> kind, ListOptions options);

    /**
     * Changes after {@code options.resourceVersion()}, until the caller closes the watch; without a resourceVersion the
     * objects that are there come first, as added. Throws {@code Expired} where that version lies too far back.
     */
    Watch watch(Kind<?> kind, ListOptions options);

    /** Creates an object in the namespace that its metadata names. */
    ObjectNode create(Kind<?> kind, ObjectNode object);

    /** Replaces an object; fails with {@code Conflict} when its resourceVersion is no longer the newest. */
    ObjectNode update(Kind<?> kind, ObjectNode object);

    ObjectNode updateStatus(Kind<?> kind, ObjectNode object);

    /** {@code subresource} is null for the object itself. */
    ObjectNode patch(Kind<?> kind, ObjectKey key, PatchType type, JsonNode patch, @Nullable String subresource);

    void delete(Kind<?> kind, ObjectKey key, DeleteOptions options);

    /**
     * Deletes all objects that a selection covers, without order. One that fails does not keep the others; the first
     * failure is thrown at the end.
     */
    void deleteCollection(Kind<?> kind, ListOptions which, DeleteOptions how);

    /** Posts to a subresource, such as a Pod's {@code binding}. */
    ObjectNode createSubresource(Kind<?> kind, ObjectKey key, String subresource, ObjectNode body);

    default Optional<ObjectNode> find(Kind<?> kind, ObjectKey key) {
        try {
            return Optional.of(get(kind, key));
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return Optional.empty();
            throw failure;
        }
    }
}
