package io.coxswain.controlplane.resource;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.admission.AdmissionRequest;
import io.coxswain.controlplane.admission.Terms;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.Written;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes objects: at once, after a grace period, or when the last finalizer is gone. */
final class ObjectDeleter {
    /** As Kubernetes names them in its errors. */
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan", "nil");

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final ObjectWriter writer;

    ObjectDeleter(ObjectWriter writer) {
        this.writer = writer;
    }

    /**
     * What became of the object.
     *
     * @param object its last state
     * @param gone false while it waits for its grace period or its finalizers
     */
    record Deleted(Representation object, boolean gone) {}

    Deleted delete(Kind<?> kind, ObjectKey key, DeleteOptions how, WriteOptions options) {
        StoreKey storeKey = ObjectReader.keyOf(kind, key);
        for (int attempt = 0; attempt < ObjectWriter.ATTEMPTS; attempt++) {
            Snapshot snapshot = writer.snapshot(attempt);
            Optional<StoredObject> found = snapshot.get(storeKey);
            if (found.isEmpty()) {
                if (attempt == 0) continue;
                throw ApiException.notFound(kind, key.name());
            }
            StoredObject current = StoredForm.shown(writer.strategy(kind), found.get());
            if (attempt == 0 && how.resourceVersion() != null && !isVersion(how, current)) continue;
            checkPreconditions(kind, how, current);
            Optional<Deleted> done = attempt(kind, key, how, options, snapshot, current);
            if (done.isPresent()) return done.get();
        }
        throw ObjectWriter.contended(kind, key.name());
    }

    /** Empty where others were faster. */
    private Optional<Deleted> attempt(
            Kind<?> kind,
            ObjectKey key,
            DeleteOptions how,
            WriteOptions options,
            Snapshot snapshot,
            StoredObject current) {
        Strategy strategy = writer.strategy(kind);
        ObjectNode old = current.body().tree(current.revision());
        ObjectNode next = old.deepCopy();
        Terms terms = writer.admit(new AdmissionRequest(
                AdmissionRequest.Operation.DELETE,
                kind,
                "",
                key,
                null,
                old,
                snapshot,
                options.user(),
                options.dryRun(),
                options.warnings()));
        finalizers(next, how.propagationPolicy());
        Long asked = how.gracePeriodSeconds();
        long grace = strategy.gracePeriodSeconds(next, asked != null && asked < 0 ? Long.valueOf(1) : asked);
        begin(strategy, next, grace);
        boolean goes = ObjectUpdater.isReadyToGo(strategy, next);
        if (options.dryRun()) return Optional.of(new Deleted(Representation.of(next), goes));
        if (!goes && Json.same(next, old)) return Optional.of(new Deleted(Representation.of(current), false));
        Write write = goes
                ? new Write.Delete(current.key(), current.revision())
                : new Write.Update(
                        current.key(),
                        current.revision(),
                        StoredForm.body(strategy, next),
                        writer.attributes(kind, next));
        List<Write> companions = goes ? strategy.companions(null, old, snapshot) : List.of();
        return switch (writer.write(kind, terms, write, companions)) {
            case Written.Committed committed ->
                Optional.of(new Deleted(
                        Representation.of(
                                StoredForm.shown(strategy, committed.versions().getFirst())),
                        goes));
            case Written.Conflict lost -> Optional.empty();
        };
    }

    /** Marks the object, or shortens the period that it was given before. */
    private void begin(Strategy strategy, ObjectNode object, long grace) {
        ObjectNode metadata = Metadata.of(object);
        Instant now = writer.now();
        if (!Metadata.isTerminating(object)) {
            metadata.put("deletionTimestamp", now.plusSeconds(grace).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
            if (strategy.countsGenerations()) ObjectUpdater.nextGeneration(object);
            strategy.beginDeletion(object);
            return;
        }
        long before = metadata.path("deletionGracePeriodSeconds").asLong(0);
        if (grace >= before) return;
        Instant end = Instant.parse(Objects.requireNonNull(Metadata.text(object, "deletionTimestamp")));
        metadata.put("deletionTimestamp", end.minusSeconds(before - grace).toString());
        metadata.put("deletionGracePeriodSeconds", grace);
    }

    /** The garbage collector takes these finalizers away when it has done what they ask for. */
    private static void finalizers(ObjectNode object, @Nullable String propagationPolicy) {
        if (propagationPolicy == null) return;
        ObjectNode metadata = Metadata.of(object);
        List<String> kept = Json.texts(metadata.path("finalizers")).stream()
                .filter(finalizer -> !finalizer.equals(FOREGROUND) && !finalizer.equals(ORPHAN))
                .toList();
        ArrayNode finalizers = Json.MAPPER.createArrayNode();
        kept.forEach(finalizers::add);
        switch (propagationPolicy) {
            case "Foreground" -> finalizers.add(FOREGROUND);
            case "Orphan" -> finalizers.add(ORPHAN);
            case "Background" -> {}
            default ->
                throw ApiException.invalidOptions(
                        "DeleteOptions",
                        List.of(FieldError.notSupportedInOrder("propagationPolicy", propagationPolicy, POLICIES)));
        }
        JsonNode before = metadata.path("finalizers");
        if (finalizers.isEmpty()) metadata.remove("finalizers");
        else if (!finalizers.equals(before)) metadata.set("finalizers", finalizers);
    }

    private static boolean isVersion(DeleteOptions how, StoredObject current) {
        return Long.toString(current.revision()).equals(how.resourceVersion());
    }

    private static void checkPreconditions(Kind<?> kind, DeleteOptions how, StoredObject current) {
        String name = current.key().name();
        if (how.uid() != null && !how.uid().equals(current.uid())) {
            throw ApiException.preconditionFailed(
                    kind,
                    name,
                    "the UID in the precondition (" + how.uid() + ") does not match the UID in record (" + current.uid()
                            + "). The object might have been deleted and then recreated");
        }
        if (how.resourceVersion() != null && !isVersion(how, current)) {
            throw ApiException.preconditionFailed(
                    kind,
                    name,
                    "the ResourceVersion in the precondition (" + how.resourceVersion()
                            + ") does not match the ResourceVersion in record (" + current.revision()
                            + "). The object might have been modified");
        }
    }
}
