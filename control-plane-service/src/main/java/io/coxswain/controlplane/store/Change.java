package io.coxswain.controlplane.store;

import org.jspecify.annotations.Nullable;

/**
 * One committed change. Selector transitions follow from the attributes before and after it.
 *
 * @param now the new version; for a deletion the last body at the deletion's revision
 * @param previous labels and selectable fields before the change; null for a creation
 */
public record Change(Type type, StoredObject now, @Nullable Attributes previous) {
    public enum Type {
        CREATED,
        UPDATED,
        DELETED
    }

    public long revision() {
        return now.revision();
    }
}
