package io.coxswain.controlplane.history;

import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/objects}: how many objects there are, and {@code /actuator/objects/{resource}/{namespace}/{name}}:
 * the history of one. The namespace of cluster-scoped objects is {@code -}.
 */
@Endpoint(id = "objects")
public final class ObjectsEndpoint {
    private static final String NO_NAMESPACE = "-";

    private final ObjectHistory history;

    public ObjectsEndpoint(ObjectHistory history) {
        this.history = history;
    }

    /** How many objects each resource has. */
    public record Counts(Map<String, Long> objects) {}

    /** The changes of one object, newest first. */
    public record History(String resource, String namespace, String name, List<ObjectHistory.Version> versions) {}

    @ReadOperation
    public Counts counts() {
        return new Counts(history.counts());
    }

    @ReadOperation
    public History history(@Selector String resource, @Selector String namespace, @Selector String name) {
        String stored = namespace.equals(NO_NAMESPACE) ? "" : namespace;
        return new History(resource, stored, name, history.of(resource, stored, name));
    }
}
