package io.coxswain.controlplane.resource;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.admission.AdmissionRules;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.resource.ObjectUpdater.Edit;
import io.coxswain.controlplane.resource.ObjectUpdater.Part;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.DeletionAnswer;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects of every kind: what a request does once it is parsed, authenticated, authorised and decoded. */
public final class ResourceService {
    private final Store store;
    private final Strategies strategies;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final ObjectCreator creator;
    private final ObjectUpdater updater;
    private final ObjectApplier applier;
    private final ObjectDeleter deleter;
    private final CollectionDeleter collections;

    public ResourceService(
            Store store,
            Strategies strategies,
            AdmissionRules admission,
            FieldOwnership fields,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.strategies = strategies;
        this.writer = new ObjectWriter(store, strategies, admission, clock);
        this.reader = new ObjectReader(store, strategies);
        this.creator = new ObjectCreator(writer, fields, new NameGenerator(random));
        this.updater = new ObjectUpdater(writer, fields);
        this.applier = new ObjectApplier(creator, updater, fields);
        this.deleter = new ObjectDeleter(writer);
        this.collections = new CollectionDeleter(deleter);
    }

    /**
     * What became of an object that was to be deleted.
     *
     * @param object its last state
     * @param gone false while it waits for its grace period or its finalizers
     * @param answer whether the kind answers with the object even when it is gone
     */
    public record Deletion(Representation object, boolean gone, boolean answer) {}

    /** What an apply made, and whether it made a new object. */
    public record Applied(Representation object, boolean created) {}

    public Strategy strategy(Kind<?> kind) {
        return strategies.of(kind);
    }

    /** {@code resourceVersion} is empty for the newest state, "0" for any, else for one at least as new. */
    public StoredObject get(Kind<?> kind, ObjectKey key, String resourceVersion) {
        return reader.get(kind, key, resourceVersion);
    }

    public ListPage list(Kind<?> kind, ListRequest request) {
        return reader.list(kind, request);
    }

    public ObjectWatch watch(Kind<?> kind, WatchRequest request) {
        return ObjectWatch.open(store, kind, strategies.of(kind), request);
    }

    public Representation create(Kind<?> kind, @Nullable String namespace, ObjectNode object, WriteOptions options) {
        checkNamespace(namespace, object);
        return creator.create(kind, namespace, object, options, false);
    }

    /** Replaces an object; {@code subresource} is empty, {@code status}, {@code scale} or {@code finalize}. */
    public Representation update(
            Kind<?> kind, ObjectKey key, String subresource, ObjectNode object, WriteOptions options) {
        checkNamespace(key.namespace(), object);
        checkName(key, object);
        return change(kind, key, subresource, current -> object.deepCopy(), options);
    }

    /** Changes an object or the view of it that a subresource gives. */
    public Representation change(
            Kind<?> kind, ObjectKey key, String subresource, UnaryOperator<ObjectNode> change, WriteOptions options) {
        return switch (subresource) {
            case "" -> updater.update(kind, key, Edit.of(Part.OBJECT, subresource, change), options);
            case "status", "approval" -> updater.update(kind, key, Edit.of(Part.STATUS, subresource, change), options);
            case PodPart.EPHEMERAL_CONTAINERS, PodPart.RESIZE ->
                updater.update(
                        kind,
                        key,
                        Edit.of(
                                Part.OBJECT,
                                subresource,
                                current -> PodPart.apply(subresource, change.apply(current.deepCopy()), current)),
                        options);
            case "finalize" ->
                updater.update(
                        kind,
                        key,
                        Edit.of(
                                Part.SERVER,
                                subresource,
                                current -> withFinalizers(current, change.apply(current.deepCopy()))),
                        options);
            case "scale" -> {
                Representation workload = updater.update(
                        kind,
                        key,
                        Edit.of(
                                Part.OBJECT,
                                subresource,
                                current -> ScaleSubresource.apply(
                                        strategies.of(kind), change.apply(scaleOf(kind, current)), current)),
                        options);
                yield Representation.of(scaleOf(kind, workload.tree()));
            }
            default ->
                throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        };
    }

    /**
     * Applies a configuration that is checked and normalised, and creates the object where there is none.
     *
     * @param mayCreate refuses a creation that the user may not make
     */
    public Applied apply(
            Kind<?> kind,
            ObjectKey key,
            String subresource,
            ObjectNode configuration,
            boolean force,
            WriteOptions options,
            Runnable mayCreate) {
        checkNamespace(key.namespace(), configuration);
        checkName(key, configuration);
        return applier.apply(kind, key, subresource, configuration, force, options, mayCreate);
    }

    public Representation scale(Kind<?> kind, ObjectKey key) {
        StoredObject workload = reader.get(kind, key, "");
        return Representation.of(scaleOf(kind, workload.body().tree(workload.revision())));
    }

    private ObjectNode scaleOf(Kind<?> kind, ObjectNode workload) {
        return ScaleSubresource.of(strategies.of(kind), workload);
    }

    /** Gives a Pod its node. */
    public void bind(ObjectKey pod, ObjectNode binding, WriteOptions options) {
        updater.update(
                Kinds.POD,
                pod,
                Edit.of(Part.SERVER, "binding", current -> BindingSubresource.apply(binding, current, writer.now())),
                options);
    }

    public Deletion delete(Kind<?> kind, ObjectKey key, DeleteOptions how, WriteOptions options) {
        ObjectDeleter.Deleted deleted = deleter.delete(kind, key, how, options);
        return new Deletion(deleted.object(), deleted.gone(), DeletionAnswer.isObject(kind));
    }

    /** Deletes what a selection covers, and answers the last states; where one fails, the others are deleted still. */
    public List<Representation> deleteCollection(
            Kind<?> kind, ListRequest which, DeleteOptions how, WriteOptions options) {
        return collections.delete(kind, reader.list(kind, which).items(), how, options);
    }

    private static ObjectNode withFinalizers(ObjectNode namespace, ObjectNode wanted) {
        String uid = Metadata.uid(wanted);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(namespace))) {
            throw ApiException.conflict(
                    Kinds.NAMESPACE,
                    Metadata.name(namespace),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Metadata.uid(namespace));
        }
        ObjectNode spec = namespace.path("spec") instanceof ObjectNode present ? present : namespace.putObject("spec");
        if (wanted.path("spec").path("finalizers") instanceof ArrayNode finalizers) spec.set("finalizers", finalizers);
        else spec.remove("finalizers");
        String version = Metadata.resourceVersion(wanted);
        if (!version.isEmpty()) Metadata.of(namespace).put("resourceVersion", version);
        return namespace;
    }

    private static void checkName(ObjectKey key, ObjectNode object) {
        String name = Metadata.name(object);
        if (name.isEmpty()) Metadata.of(object).put("name", key.name());
        else if (!name.equals(key.name())) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + key.name() + ")");
        }
    }

    private static void checkNamespace(@Nullable String namespace, ObjectNode object) {
        String given = Objects.requireNonNullElse(Metadata.namespace(object), "");
        if (!given.isEmpty() && !given.equals(Objects.requireNonNullElse(namespace, ""))) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
