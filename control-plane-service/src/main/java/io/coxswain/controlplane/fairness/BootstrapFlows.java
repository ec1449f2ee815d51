package io.coxswain.controlplane.fairness;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The flow schemas and priority levels that a new cluster has, as Kubernetes makes them. */
public final class BootstrapFlows {
    private static final JsonNode FILE = read();

    private BootstrapFlows() {}

    public static List<ObjectNode> levels() {
        return objects("priorityLevels");
    }

    public static List<ObjectNode> schemas() {
        return objects("flowSchemas");
    }

    private static List<ObjectNode> objects(String field) {
        return FILE.path(field)
                .valueStream()
                .map(object -> (ObjectNode) object.deepCopy())
                .toList();
    }

    private static JsonNode read() {
        try (InputStream file = Objects.requireNonNull(BootstrapFlows.class.getResourceAsStream("flows.json"))) {
            return Json.MAPPER.readTree(file.readAllBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
