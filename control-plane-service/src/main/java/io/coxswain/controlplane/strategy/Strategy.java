package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Write;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How objects of one kind differ when they are written. The trees that a strategy gets have passed the schema. */
public interface Strategy {
    Kind<?> kind();

    /** What is wrong with a name, in Kubernetes' words. */
    default List<String> nameFaults(String name) {
        return Names.subdomain(name);
    }

    /** Whether objects of this kind count the changes of their spec in {@code metadata.generation}. */
    default boolean countsGenerations() {
        return false;
    }

    /** Whether a change is one that the generation counts. */
    default boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return !Fields.same(object, old, "spec");
    }

    /** Whether a new object keeps the status that it comes with. */
    default boolean takesStatusAtCreation() {
        return false;
    }

    /** Puts in what a client leaves out, for a new object and after each change. */
    default void setDefaults(ObjectNode object) {}

    /** Sets what only the server sets in a new object. A status that came along is already gone. */
    default void prepareCreate(ObjectNode object) {}

    /** Carries over what a client may not change. A status that came along is already the old one. */
    default void prepareUpdate(ObjectNode object, ObjectNode old) {}

    /** All faults of an object. */
    default void validate(ObjectNode object, List<FieldError> errors) {}

    /** All faults of a change, beside those of the object itself. */
    default void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {}

    /**
     * What a client should know of an object that is taken, such as that a part of it has no effect.
     *
     * @param old null for a creation
     */
    default List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        return List.of();
    }

    /** The metadata that a write of the status changes as well. */
    default List<String> metadataBesideStatus() {
        return List.of("annotations", "finalizers", "labels", "ownerReferences");
    }

    /**
     * Completes a changed status, and keeps of it what the subresource may not change.
     *
     * @param subresource by which it comes, {@code status} or another one that writes the status
     */
    default void prepareStatus(String subresource, ObjectNode object, ObjectNode old) {}

    /** Faults of a changed status that depend on the subresource by which it comes. */
    default void validateStatus(String subresource, ObjectNode object, ObjectNode old, List<FieldError> errors) {
        validateStatus(object, old, errors);
    }

    /** Faults of a changed status. */
    default void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {}

    /** The fields that a field selector may name, beside the object's name and namespace. */
    default Set<String> selectableFields() {
        return Set.of();
    }

    /** The one of {@link #selectableFields()} that a field selector means by a name. */
    default String storedField(String field) {
        return field;
    }

    /** The values of {@link #selectableFields()}. */
    default Map<String, String> fields(ObjectNode object) {
        return Map.of();
    }

    /**
     * Writes of other objects that must happen together with this one, such as the claim of an address. May complete
     * {@code object}.
     *
     * @param object null for a deletion
     * @param old null for a creation
     */
    default List<Write> companions(@Nullable ObjectNode object, @Nullable ObjectNode old, Snapshot snapshot) {
        return List.of();
    }

    /** All faults of an object that a client changed through a subresource; that is empty for the object itself. */
    default void validateChange(String subresource, ObjectNode object, ObjectNode old, List<FieldError> errors) {
        validateChange(object, old, errors);
    }

    /**
     * All faults of an object that a client changed. A kind for which a fault that was there before is none overrides
     * this.
     */
    default void validateChange(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        validate(object, errors);
        validateUpdate(object, old, errors);
    }

    /** Whether objects are stored in another form than this kind shows, such as that of another version. */
    default boolean convertsStored() {
        return false;
    }

    /** The object as this kind shows it; {@code stored} may be changed. Called where {@link #convertsStored()}. */
    default ObjectNode fromStored(ObjectNode stored) {
        return stored;
    }

    /** The object as it is stored; {@code object} may be changed. Called where {@link #convertsStored()}. */
    default ObjectNode toStored(ObjectNode object) {
        return object;
    }

    /** What to tell everyone who uses this version of the kind; null where it is not deprecated. */
    default @Nullable String deprecation() {
        return null;
    }

    /** Where this kind keeps what a Scale shows; null where all workloads have it. */
    default @Nullable ScaleForm scaleForm() {
        return null;
    }

    /** Called when a deletion begins and the object stays for a while. */
    default void beginDeletion(ObjectNode object) {}

    /** Whether a terminating object may go now, as far as its kind is concerned. */
    default boolean mayGo(ObjectNode object) {
        return true;
    }

    /**
     * The seconds between the request to delete and the removal.
     *
     * @param requested null where the client leaves it to the object
     */
    default long gracePeriodSeconds(ObjectNode object, @Nullable Long requested) {
        return 0;
    }
}
