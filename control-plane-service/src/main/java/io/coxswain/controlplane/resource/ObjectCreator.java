package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.admission.AdmissionRequest;
import io.coxswain.controlplane.admission.Terms;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.Written;
import io.coxswain.controlplane.strategy.MetadataRules;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.controlplane.strategy.Unenforced;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates objects. */
final class ObjectCreator {
    private static final List<String> SERVER_FIELDS = List.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink");

    private final ObjectWriter writer;
    private final FieldOwnership fields;
    private final NameGenerator names;
    private final Turns turns = new Turns();

    ObjectCreator(ObjectWriter writer, FieldOwnership fields, NameGenerator names) {
        this.writer = writer;
        this.fields = fields;
        this.names = names;
    }

    /**
     * Creates an object that has passed the schema; the tree is changed.
     *
     * @param applied whether the managed fields of the object are those of an apply, and final
     */
    Representation create(
            Kind<?> kind, @Nullable String namespace, ObjectNode given, WriteOptions options, boolean applied) {
        try (Turns.Turn _ = turns.take(namespace, writer.snapshot(0))) {
            return createNow(kind, namespace, given, options, applied);
        }
    }

    private Representation createNow(
            Kind<?> kind, @Nullable String namespace, ObjectNode given, WriteOptions options, boolean applied) {
        Strategy strategy = writer.strategy(kind);
        String generateName = prepare(kind, strategy, namespace, given);
        for (int attempt = 0; attempt < ObjectWriter.ATTEMPTS; attempt++) {
            ObjectNode object = given.deepCopy();
            if (!generateName.isEmpty()) Metadata.of(object).put("name", names.name(generateName));
            strategy.setDefaults(object);
            if (!applied) own(kind, object, options);
            Snapshot snapshot = writer.snapshot(attempt);
            var request = request(kind, object, options, snapshot);
            if (!retryingOnce(attempt, () -> writer.mutate(request))) continue;
            strategy.setDefaults(object);
            strategy.prepareCreate(object);
            List<FieldError> errors = new ArrayList<>(MetadataRules.validate(strategy, object));
            strategy.validate(object, errors);
            if (!errors.isEmpty()) throw ApiException.invalid(kind, Metadata.name(object), errors);

            options.warnings().addAll(strategy.warnings(object, null));
            Unenforced.sentence(kind).ifPresent(options.warnings()::add);
            AtomicReference<Terms> terms = new AtomicReference<>(Terms.NONE);
            if (!retryingOnce(attempt, () -> terms.set(writer.admit(request)))) continue;
            StoreKey key = ObjectReader.keyOf(kind, Metadata.key(object));
            List<Write> companions = strategy.companions(object, null, snapshot);
            if (options.dryRun()) {
                if (snapshot.get(key).isPresent()) throw ApiException.alreadyExists(kind, key.name());
                return Representation.of(object);
            }
            Write write = new Write.Create(
                    key, Metadata.uid(object), StoredForm.body(strategy, object), writer.attributes(kind, object));
            switch (writer.write(kind, terms.get(), write, companions)) {
                case Written.Committed committed -> {
                    return Representation.of(
                            StoredForm.shown(strategy, committed.versions().getFirst()));
                }
                case Written.Conflict conflict -> {
                    if (conflict.key().equals(key) && generateName.isEmpty()) {
                        throw ApiException.alreadyExists(kind, key.name());
                    }
                }
            }
        }
        throw ObjectWriter.contended(kind, Metadata.name(given));
    }

    private void own(Kind<?> kind, ObjectNode object, WriteOptions options) {
        JsonNode given = Metadata.of(object).path("managedFields");
        Metadata.of(object).remove("managedFields");
        fields.update(kind, new FieldOwnership.Writer(options.manager(), ""), null, object, given);
    }

    private static AdmissionRequest request(Kind<?> kind, ObjectNode object, WriteOptions options, Snapshot snapshot) {
        return new AdmissionRequest(
                AdmissionRequest.Operation.CREATE,
                kind,
                "",
                Metadata.key(object),
                object,
                null,
                snapshot,
                options.user(),
                options.dryRun(),
                options.warnings());
    }

    /** False where a refusal rests on a state that may be old, and is worth another attempt. */
    private static boolean retryingOnce(int attempt, Runnable asked) {
        try {
            asked.run();
            return true;
        } catch (ApiException refusal) {
            if (attempt > 0) throw refusal;
            return false;
        }
    }

    /** Sets what only the server sets, and answers the prefix where the name is to be generated. */
    private String prepare(Kind<?> kind, Strategy strategy, @Nullable String namespace, ObjectNode given) {
        EmptyMetadata.drop(given);
        ObjectNode metadata = Metadata.of(given);
        if (!Metadata.resourceVersion(given).isEmpty()) {
            throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
        }
        metadata.remove(SERVER_FIELDS);
        given.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        if (namespace == null) metadata.remove("namespace");
        else metadata.put("namespace", namespace);
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", writer.now().toString());
        if (strategy.countsGenerations()) metadata.put("generation", 1);
        if (kind.hasSubresource("status") && !strategy.takesStatusAtCreation()) given.remove("status");
        String prefix = metadata.path("generateName").asString("");
        return Metadata.name(given).isEmpty() ? prefix : "";
    }
}
