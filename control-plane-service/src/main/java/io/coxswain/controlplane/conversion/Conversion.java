package io.coxswain.controlplane.conversion;

import io.coxswain.model.Kind;
import tools.jackson.databind.node.ObjectNode;

/** Between a kind that is a view and the kind as which its objects are stored. Nothing is lost on the way there. */
public interface Conversion {
    /** The view; {@link Kind#stored()} is the other side. */
    Kind<?> kind();

    /** Changes an object of the view into the stored kind; kind and version are set by the caller. */
    void toStored(ObjectNode object);

    /** Changes a stored object into the view; kind and version are set by the caller. */
    void fromStored(ObjectNode object);

    /** The field of the stored kind that a field selector of the view means. */
    default String storedField(String field) {
        return field;
    }

    /** The object in the words of the stored kind; the given one stays as it is. */
    default ObjectNode stored(ObjectNode object) {
        ObjectNode converted = object.deepCopy();
        toStored(converted);
        return converted
                .put("kind", kind().stored().name())
                .put("apiVersion", kind().stored().apiVersion());
    }

    /** The stored object in the words of the view; the given one stays as it is. */
    default ObjectNode shown(ObjectNode object) {
        ObjectNode converted = object.deepCopy();
        fromStored(converted);
        return converted.put("kind", kind().name()).put("apiVersion", kind().apiVersion());
    }
}
