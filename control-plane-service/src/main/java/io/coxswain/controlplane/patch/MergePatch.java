package io.coxswain.controlplane.patch;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7386: objects are merged, a null removes, anything else replaces. */
final class MergePatch {
    private MergePatch() {}

    static ObjectNode apply(ObjectNode current, ObjectNode patch) {
        return merge(current.deepCopy(), patch);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            String name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode inner) {
                ObjectNode base = target.get(name) instanceof ObjectNode existing
                        ? existing
                        : JsonNodeFactory.instance.objectNode();
                target.set(name, merge(base, inner));
            } else {
                target.set(name, value.deepCopy());
            }
        }
        return target;
    }
}
