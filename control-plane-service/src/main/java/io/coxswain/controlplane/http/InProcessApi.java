package io.coxswain.controlplane.http;

import io.coxswain.client.Address;
import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.controlplane.resource.ListPage;
import io.coxswain.controlplane.resource.ListRequest;
import io.coxswain.controlplane.resource.ObjectEvent;
import io.coxswain.controlplane.resource.ObjectWatch;
import io.coxswain.controlplane.resource.Representation;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Selection;
import io.coxswain.controlplane.resource.WatchRequest;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API for components in this process: as over the wire, with authorisation and admission, but without the wire. */
public final class InProcessApi implements Api {
    private final User user;
    private final Authorizers authorizers;
    private final ResourceService resources;
    private final ObjectDecoder decoder;
    private final PatchBodies patches;

    public InProcessApi(
            User user, Authorizers authorizers, ResourceService resources, ObjectDecoder decoder, PatchBodies patches) {
        this.user = user;
        this.authorizers = authorizers;
        this.resources = resources;
        this.decoder = decoder;
        this.patches = patches;
    }

    @Override
    public ObjectNode get(Kind<?> kind, ObjectKey key) {
        Address.check(kind, key, "");
        check("get", kind, "", key.namespace(), key.name());
        return Representation.of(resources.get(kind, key, "")).tree();
    }

    @Override
    public ObjectList list(Kind<?> kind, ListOptions options) {
        checkSelected("list", kind, options);
        ListPage page = resources.list(
                kind,
                new ListRequest(
                        selection(kind, options),
                        options.resourceVersion(),
                        "",
                        options.limit(),
                        options.continueToken()));
        List<ObjectNode> items = page.items().stream()
                .map(object -> object.body().tree(object.revision()))
                .toList();
        return new ObjectList(items, Long.toString(page.revision()), page.continueToken());
    }

    @Override
    public Watch watch(Kind<?> kind, ListOptions options) {
        checkSelected("watch", kind, options);
        return new InProcessWatch(resources.watch(
                kind, new WatchRequest(selection(kind, options), options.resourceVersion(), "", false, null)));
    }

    @Override
    public ObjectNode create(Kind<?> kind, ObjectNode object) {
        String namespace = Metadata.namespace(object);
        Address.check(kind, namespace);
        check("create", kind, "", namespace, null);
        return resources
                .create(kind, namespace, decoded(kind, object), WriteOptions.of(user))
                .tree();
    }

    @Override
    public ObjectNode update(Kind<?> kind, ObjectNode object) {
        return update(kind, object, "");
    }

    @Override
    public ObjectNode updateStatus(Kind<?> kind, ObjectNode object) {
        return update(kind, object, "status");
    }

    @Override
    public ObjectNode patch(Kind<?> kind, ObjectKey key, PatchType type, JsonNode patch, @Nullable String subresource) {
        String part = Objects.requireNonNullElse(subresource, "");
        Address.check(kind, key, part);
        check("patch", kind, part, key.namespace(), key.name());
        var change = patches.change(type, kind, part, Json.bytes(patch), FieldValidation.Strict);
        return resources.change(kind, key, part, change, WriteOptions.of(user)).tree();
    }

    @Override
    public void delete(Kind<?> kind, ObjectKey key, DeleteOptions options) {
        Address.check(kind, key, "");
        check("delete", kind, "", key.namespace(), key.name());
        resources.delete(kind, key, options, WriteOptions.of(user));
    }

    @Override
    public void deleteCollection(Kind<?> kind, ListOptions which, DeleteOptions how) {
        checkSelected("deletecollection", kind, which);
        resources.deleteCollection(
                kind,
                new ListRequest(selection(kind, which), "", "", which.limit(), which.continueToken()),
                how,
                WriteOptions.of(user));
    }

    @Override
    public ObjectNode createSubresource(Kind<?> kind, ObjectKey key, String subresource, ObjectNode body) {
        Address.check(kind, key, subresource);
        check("create", kind, subresource, key.namespace(), key.name());
        if (!kind.equals(Kinds.POD) || !subresource.equals("binding")) {
            throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        }
        resources.bind(key, body, WriteOptions.of(user));
        return Responses.created();
    }

    private ObjectNode update(Kind<?> kind, ObjectNode object, String subresource) {
        ObjectKey key = Metadata.key(object);
        Address.check(kind, key, subresource);
        check("update", kind, subresource, key.namespace(), key.name());
        return resources
                .update(kind, key, subresource, decoded(kind, object), WriteOptions.of(user))
                .tree();
    }

    private ObjectNode decoded(Kind<?> kind, ObjectNode object) {
        return decoder.decode(kind, object.deepCopy(), List.of(), FieldValidation.Strict)
                .object();
    }

    private void check(
            String verb, Kind<?> kind, String subresource, @Nullable String namespace, @Nullable String name) {
        authorizers.check(user, new Action.OnResource(verb, kind, subresource, namespace, name));
    }

    private void checkSelected(String verb, Kind<?> kind, ListOptions options) {
        authorizers.check(
                user, Action.OnResource.selected(verb, kind, options.namespace(), null, options.fieldSelector()));
    }

    private Selection selection(Kind<?> kind, ListOptions options) {
        return Selection.parse(
                resources.strategy(kind),
                Objects.requireNonNullElse(options.namespace(), ""),
                options.labelSelector(),
                options.fieldSelector());
    }

    private static final class InProcessWatch implements Watch {
        private final ObjectWatch watch;
        private final Queue<ObjectEvent> batch = new ArrayDeque<>();
        private volatile boolean closed;

        InProcessWatch(ObjectWatch watch) {
            this.watch = watch;
        }

        @Override
        public Optional<WatchEvent> next(Duration patience) throws InterruptedException {
            if (batch.isEmpty() && !closed) batch.addAll(watch.next(patience));
            if (closed) throw ApiException.unavailable("the watch is closed");
            return Optional.ofNullable(batch.poll())
                    .map(event -> new WatchEvent(event.type(), event.object().tree()));
        }

        @Override
        public void close() {
            closed = true;
            watch.close();
        }
    }
}
