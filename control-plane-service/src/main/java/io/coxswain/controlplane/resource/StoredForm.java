package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.Strategy;
import tools.jackson.databind.node.ObjectNode;

/** Between what is stored and what the kind that was asked for shows of it: the same, but for kinds that convert. */
final class StoredForm {
    private StoredForm() {}

    /** The object as its kind shows it, with the attributes by which it was stored. */
    static StoredObject shown(Strategy strategy, StoredObject stored) {
        if (!strategy.convertsStored()) return stored;
        ObjectNode tree = strategy.fromStored(stored.body().tree(stored.revision()));
        return new StoredObject(
                stored.key(),
                stored.uid(),
                stored.revision(),
                stored.createRevision(),
                Body.of(tree),
                stored.attributes());
    }

    /** What is to be stored of an object. */
    static Body body(Strategy strategy, ObjectNode object) {
        return Body.of(strategy.convertsStored() ? strategy.toStored(object.deepCopy()) : object);
    }
}
