package io.coxswain.controlplane.leader;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.client.Watch;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API as a leader has it: reads go on, writes are refused when its term is over. */
public record FencedApi(Api api, Fence fence) implements Api {
    private Api open() {
        if (fence.isOpen()) return api;
        throw ApiException.unavailable("this replica no longer leads");
    }

    @Override
    public ObjectNode get(Kind<?> kind, ObjectKey key) {
        return api.get(kind, key);
    }

    @Override
    public ObjectList list(Kind<?> kind, ListOptions options) {
        return api.list(kind, options);
    }

    @Override
    public Watch watch(Kind<?> kind, ListOptions options) {
        return api.watch(kind, options);
    }

    @Override
    public ObjectNode create(Kind<?> kind, ObjectNode object) {
        return open().create(kind, object);
    }

    @Override
    public ObjectNode update(Kind<?> kind, ObjectNode object) {
        return open().update(kind, object);
    }

    @Override
    public ObjectNode updateStatus(Kind<?> kind, ObjectNode object) {
        return open().updateStatus(kind, object);
    }

    @Override
    public ObjectNode patch(Kind<?> kind, ObjectKey key, PatchType type, JsonNode patch, @Nullable String subresource) {
        return open().patch(kind, key, type, patch, subresource);
    }

    @Override
    public void delete(Kind<?> kind, ObjectKey key, DeleteOptions options) {
        open().delete(kind, key, options);
    }

    @Override
    public void deleteCollection(Kind<?> kind, ListOptions which, DeleteOptions how) {
        open().deleteCollection(kind, which, how);
    }

    @Override
    public ObjectNode createSubresource(Kind<?> kind, ObjectKey key, String subresource, ObjectNode body) {
        return open().createSubresource(kind, key, subresource, body);
    }
}
