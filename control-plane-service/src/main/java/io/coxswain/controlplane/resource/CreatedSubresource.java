package io.coxswain.controlplane.resource;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/** A subresource to which something is posted that is not the object itself, such as the request for a token. */
public interface CreatedSubresource {
    Kind<?> kind();

    String subresource();

    /** Answers what was posted; the request has been authorised. */
    ObjectNode create(ObjectKey key, ObjectNode body, WriteOptions options);
}
