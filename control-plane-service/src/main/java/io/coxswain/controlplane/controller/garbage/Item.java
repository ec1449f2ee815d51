package io.coxswain.controlplane.controller.garbage;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;

/** One object in the graph of owners. */
record Item(Kind<?> kind, ObjectKey key, String uid) {
    static Item of(Kind<?> kind, OwnedObject object) {
        return new Item(kind, ObjectKey.of(object), object.getMetadata().getUid());
    }

    @Override
    public String toString() {
        return kind.resource() + " " + key;
    }
}
