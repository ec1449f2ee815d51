package io.coxswain.controlplane.resource;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The old way to bind a Pod: the Binding carries the Pod's name. */
public final class CoreBinding implements Unstored {
    private final ResourceService resources;

    public CoreBinding(ResourceService resources) {
        this.resources = resources;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.BINDING;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        resources.bind(new ObjectKey(namespace, Metadata.name(object)), object, options);
        return io.coxswain.json.Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Success")
                .put("code", 201);
    }
}
