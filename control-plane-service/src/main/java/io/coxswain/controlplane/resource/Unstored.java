package io.coxswain.controlplane.resource;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A kind whose objects are answers, not stored: reviews, bindings, the health of components. */
public interface Unstored {
    Kind<?> kind();

    /** Answers what was posted. The object has passed the schema and may be changed. */
    default ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        throw notAllowed();
    }

    default ObjectNode get(String name) {
        throw notAllowed();
    }

    default List<ObjectNode> list() {
        throw notAllowed();
    }

    /** By its whole address; for most kinds the name is all. */
    default ObjectNode get(ObjectKey key) {
        return get(key.name());
    }

    /** Those that a list asks for; a kind of which there are few gives all. */
    default List<ObjectNode> list(@Nullable String namespace, String labelSelector, String fieldSelector) {
        return list();
    }

    private static ApiException notAllowed() {
        return ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
    }
}
