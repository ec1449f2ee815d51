package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** An object as a request answers with it: from the store, as bytes that need no parsing, or as a tree. */
public sealed interface Representation {
    byte[] json();

    /** A tree that the caller may change. */
    ObjectNode tree();

    static Representation of(StoredObject stored) {
        return new Stored(stored);
    }

    static Representation of(ObjectNode tree) {
        return new Tree(tree);
    }

    record Stored(StoredObject object) implements Representation {
        @Override
        public byte[] json() {
            return object.json();
        }

        @Override
        public ObjectNode tree() {
            return object.body().tree(object.revision());
        }
    }

    record Tree(ObjectNode object) implements Representation {
        @Override
        public byte[] json() {
            return Json.bytes(object);
        }

        @Override
        public ObjectNode tree() {
            return object.deepCopy();
        }
    }
}
