package io.coxswain.controlplane.resource;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/** The health of the control plane's parts, asked for when somebody reads it. */
public final class ComponentStatuses implements Unstored {
    private final Map<String, BooleanSupplier> parts;

    /** {@code parts} tell by name whether they are well; in the order of lists. */
    public ComponentStatuses(Map<String, BooleanSupplier> parts) {
        this.parts = parts;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.COMPONENT_STATUS;
    }

    @Override
    public ObjectNode get(String name) {
        BooleanSupplier part = parts.get(name);
        if (part == null) throw ApiException.notFound(Kinds.COMPONENT_STATUS, name);
        return status(name, part);
    }

    @Override
    public List<ObjectNode> list() {
        return parts.entrySet().stream()
                .map(part -> status(part.getKey(), part.getValue()))
                .toList();
    }

    private static ObjectNode status(String name, BooleanSupplier part) {
        ObjectNode object =
                Json.object().put("kind", Kinds.COMPONENT_STATUS.name()).put("apiVersion", "v1");
        Metadata.of(object).put("name", name).putNull("creationTimestamp");
        boolean well = part.getAsBoolean();
        object.putArray("conditions")
                .addObject()
                .put("type", "Healthy")
                .put("status", well ? "True" : "False")
                .put("message", well ? "ok" : "not ok");
        return object;
    }
}
