package io.coxswain.controlplane.schema;

import io.coxswain.model.Kind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The types of kinds that come and go while the server runs. */
public interface CustomTypes {
    /** Removes from the object what its kind does not describe; gives the paths of what was removed. */
    List<String> normalise(Kind<?> kind, ObjectNode object);
}
