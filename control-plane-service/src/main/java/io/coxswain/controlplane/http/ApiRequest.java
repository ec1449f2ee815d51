package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.Action;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** A request for objects, parsed. */
public sealed interface ApiRequest {
    Kind<?> kind();

    Query query();

    /** What an authorizer is asked. */
    Action.OnResource action();

    /** {@code subresource} is empty for the object itself. */
    record Get(Kind<?> kind, ObjectKey key, String subresource, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("get", kind, subresource, key.namespace(), key.name());
        }
    }

    /** {@code namespace} is null for all namespaces. */
    record List(Kind<?> kind, @Nullable String namespace, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return Action.OnResource.selected("list", kind, namespace, null, query.text("fieldSelector"));
        }
    }

    /** {@code name} is null unless one object is watched by its path. */
    record Watch(
            Kind<?> kind,
            @Nullable String namespace,
            @Nullable String name,
            Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return Action.OnResource.selected("watch", kind, namespace, name, query.text("fieldSelector"));
        }
    }

    record Create(Kind<?> kind, @Nullable String namespace, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("create", kind, "", namespace, null);
        }
    }

    /** Creates a subresource, such as a Pod's binding. */
    record CreateSubresource(Kind<?> kind, ObjectKey key, String subresource, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("create", kind, subresource, key.namespace(), key.name());
        }
    }

    record Update(Kind<?> kind, ObjectKey key, String subresource, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("update", kind, subresource, key.namespace(), key.name());
        }
    }

    record Patch(Kind<?> kind, ObjectKey key, String subresource, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("patch", kind, subresource, key.namespace(), key.name());
        }
    }

    record Delete(Kind<?> kind, ObjectKey key, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("delete", kind, "", key.namespace(), key.name());
        }
    }

    record DeleteCollection(Kind<?> kind, @Nullable String namespace, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource("deletecollection", kind, "", namespace, null);
        }
    }

    /** A subresource that is a stream, such as a Pod's log; {@code verb} is {@code get} or {@code create}. */
    record Connect(String verb, Kind<?> kind, ObjectKey key, String subresource, Query query) implements ApiRequest {
        @Override
        public Action.OnResource action() {
            return new Action.OnResource(verb, kind, subresource, key.namespace(), key.name());
        }
    }
}
