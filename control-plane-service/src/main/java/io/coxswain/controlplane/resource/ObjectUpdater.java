package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.admission.AdmissionRequest;
import io.coxswain.controlplane.admission.Terms;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.Written;
import io.coxswain.controlplane.strategy.MetadataRules;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes objects, each change tried again on the newest state where the client named no version. */
final class ObjectUpdater {
    /** Which part of an object a change reaches. */
    enum Part {
        /** All but the status, where that is a subresource. */
        OBJECT,
        /** The status alone. */
        STATUS,
        /** What the server itself decided; not validated again. */
        SERVER
    }

    /**
     * A change that is wanted.
     *
     * @param subresource through which it comes; empty for the object itself
     * @param owning whether the change has already settled who owns which field
     * @param change makes the wanted object of a copy of the current one; may be called several times
     */
    record Edit(Part part, String subresource, boolean owning, UnaryOperator<ObjectNode> change) {
        static Edit of(Part part, String subresource, UnaryOperator<ObjectNode> change) {
            return new Edit(part, subresource, false, change);
        }
    }

    /** The one subresource by which nobody comes to own anything. */
    private static final String BINDING = "binding";

    private static final String MANAGED_FIELDS = "managedFields";
    private static final List<String> CARRIED =
            List.of("name", "namespace", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");
    private static final String CREATED = "creationTimestamp";

    private final ObjectWriter writer;
    private final FieldOwnership fields;

    ObjectUpdater(ObjectWriter writer, FieldOwnership fields) {
        this.writer = writer;
        this.fields = fields;
    }

    Strategy strategy(Kind<?> kind) {
        return writer.strategy(kind);
    }

    Representation update(Kind<?> kind, ObjectKey key, Edit edit, WriteOptions options) {
        StoreKey storeKey = ObjectReader.keyOf(kind, key);
        for (int attempt = 0; attempt < ObjectWriter.ATTEMPTS; attempt++) {
            Snapshot snapshot = writer.snapshot(attempt);
            Optional<StoredObject> found = snapshot.get(storeKey);
            if (found.isEmpty()) {
                if (attempt == 0) continue;
                throw ApiException.notFound(kind, key.name());
            }
            StoredObject current = StoredForm.shown(writer.strategy(kind), found.get());
            ObjectNode old = current.body().tree(current.revision());
            ObjectNode wanted = edit.change().apply(old.deepCopy());
            String version = Metadata.resourceVersion(wanted);
            if (!version.isEmpty() && !version.equals(Long.toString(current.revision()))) {
                if (attempt == 0) continue;
                throw ApiException.modified(kind, key.name());
            }
            var request = new AdmissionRequest(
                    AdmissionRequest.Operation.UPDATE,
                    kind,
                    edit.subresource(),
                    key,
                    wanted,
                    old,
                    snapshot,
                    options.user(),
                    options.dryRun(),
                    options.warnings());
            ObjectNode next = owned(edit, request, options);
            if (Json.same(next, old) && isStoredAs(kind, next, found.get())) return Representation.of(current);
            Optional<Representation> done = write(edit.part(), request.withObject(next), current, options);
            if (done.isPresent()) return done.get();
        }
        throw ApiException.modified(kind, key.name());
    }

    /** Empty where others were faster. */
    private Optional<Representation> write(
            Part part, AdmissionRequest request, StoredObject current, WriteOptions options) {
        Kind<?> kind = request.kind();
        ObjectKey key = request.key();
        ObjectNode next = request.given();
        ObjectNode old = request.before();
        Strategy strategy = writer.strategy(kind);
        List<FieldError> errors = faults(strategy, part, request.subresource(), next, old);
        if (!errors.isEmpty()) throw ApiException.invalid(kind, key.name(), errors);
        boolean goes = isReadyToGo(strategy, next);
        if (part == Part.OBJECT) options.warnings().addAll(strategy.warnings(next, old));
        Terms terms = writer.admit(request);
        List<Write> companions = strategy.companions(goes ? null : next, old, request.snapshot());
        if (options.dryRun()) return Optional.of(Representation.of(next));
        Write write = goes
                ? new Write.Delete(current.key(), current.revision())
                : new Write.Update(
                        current.key(),
                        current.revision(),
                        StoredForm.body(strategy, next),
                        writer.attributes(kind, next));
        return switch (writer.write(kind, terms, write, companions)) {
            case Written.Committed committed ->
                Optional.of(
                        goes
                                ? Representation.of(next)
                                : Representation.of(StoredForm.shown(
                                        strategy, committed.versions().getFirst())));
            case Written.Conflict lost -> Optional.empty();
        };
    }

    /** A change of nothing is no write, unless the form in which the kind is stored has changed since. */
    private boolean isStoredAs(Kind<?> kind, ObjectNode next, StoredObject found) {
        Strategy strategy = writer.strategy(kind);
        return !strategy.convertsStored()
                || Json.same(strategy.toStored(next.deepCopy()), found.body().tree(found.revision()));
    }

    /** The object as it will be, with those who own its fields then. */
    private ObjectNode owned(Edit edit, AdmissionRequest request, WriteOptions options) {
        ObjectNode old = request.before();
        JsonNode given = Metadata.of(request.given()).path(MANAGED_FIELDS);
        ObjectNode next = prepare(edit.part(), request);
        ObjectNode metadata = Metadata.of(next);
        if (edit.owning()) {
            if (given.isMissingNode()) metadata.remove(MANAGED_FIELDS);
            else metadata.set(MANAGED_FIELDS, given);
        } else if (edit.subresource().equals(BINDING)) {
            copy(Metadata.of(old), metadata, MANAGED_FIELDS);
        } else {
            var by = new FieldOwnership.Writer(options.manager(), edit.subresource());
            fields.update(request.kind(), by, old, next, given);
        }
        return next;
    }

    private ObjectNode prepare(Part part, AdmissionRequest request) {
        Kind<?> kind = request.kind();
        ObjectNode wanted = request.given();
        ObjectNode old = request.before();
        Strategy strategy = writer.strategy(kind);
        checkUid(kind, wanted, old);
        if (part == Part.STATUS) {
            ObjectNode next = old.deepCopy();
            copy(wanted, next, "status");
            strategy.metadataBesideStatus().forEach(field -> copy(Metadata.of(wanted), Metadata.of(next), field));
            strategy.prepareStatus(request.subresource(), next, old);
            return next;
        }
        carryOver(wanted, old);
        wanted.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        if (part == Part.SERVER) return wanted;
        if (kind.hasSubresource("status")) copy(old, wanted, "status");
        writer.mutate(request);
        strategy.prepareUpdate(wanted, old);
        strategy.setDefaults(wanted);
        if (strategy.countsGenerations() && strategy.isNewGeneration(wanted, old)) nextGeneration(wanted);
        return wanted;
    }

    private static List<FieldError> faults(
            Strategy strategy, Part part, String subresource, ObjectNode next, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>();
        switch (part) {
            case SERVER -> {}
            case STATUS -> {
                if (!Json.same(next.path("metadata"), old.path("metadata"))) {
                    errors.addAll(MetadataRules.validate(strategy, next));
                    errors.addAll(MetadataRules.validateUpdate(next, old));
                }
                strategy.validateStatus(subresource, next, old, errors);
            }
            case OBJECT -> {
                errors.addAll(MetadataRules.validate(strategy, next));
                errors.addAll(MetadataRules.validateUpdate(next, old));
                strategy.validateChange(subresource, next, old, errors);
            }
        }
        return errors;
    }

    /** A terminating object goes with the change that takes the last reason to stay. */
    static boolean isReadyToGo(Strategy strategy, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return Metadata.isTerminating(object)
                && metadata.path("finalizers").isEmpty()
                && metadata.path("deletionGracePeriodSeconds").asLong(0) == 0
                && strategy.mayGo(object);
    }

    static void nextGeneration(ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        metadata.put("generation", metadata.path("generation").asLong(0) + 1);
    }

    private static void carryOver(ObjectNode wanted, ObjectNode old) {
        ObjectNode metadata = Metadata.of(wanted);
        ObjectNode before = Metadata.of(old);
        EmptyMetadata.drop(wanted);
        CARRIED.forEach(field -> copy(before, metadata, field));
        if (!metadata.has("uid")) copy(before, metadata, "uid");
        if (!metadata.has(CREATED) || isSameMoment(metadata.path(CREATED), before.path(CREATED))) {
            copy(before, metadata, CREATED);
        }
        metadata.remove(List.of(MANAGED_FIELDS, "selfLink"));
        metadata.set("resourceVersion", before.path("resourceVersion"));
    }

    /** Clients write times in forms of their own, such as with microseconds. */
    private static boolean isSameMoment(JsonNode one, JsonNode other) {
        try {
            return Instant.parse(one.asString("")).equals(Instant.parse(other.asString("")));
        } catch (DateTimeParseException none) {
            return false;
        }
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) to.remove(field);
        else to.set(field, value.deepCopy());
    }

    private static void checkUid(Kind<?> kind, ObjectNode wanted, ObjectNode old) {
        String uid = Metadata.uid(wanted);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(old))) {
            throw ApiException.conflict(
                    kind,
                    Metadata.name(old),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + Metadata.uid(old));
        }
    }
}
