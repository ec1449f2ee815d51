package io.coxswain.controlplane.history;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Asks the read model. */
public final class ObjectHistory {
    static final int LARGEST_ANSWER = 100;

    private final EntityManagerFactory entities;

    public ObjectHistory(EntityManagerFactory entities) {
        this.entities = entities;
    }

    /**
     * One change of an object.
     *
     * @param body the object after the change, for a deletion the last one; null for Secrets
     */
    public record Version(
            long revision,
            Instant at,
            String type,
            String uid,
            @Nullable ObjectNode body) {}

    /** How many objects each resource has. */
    public Map<String, Long> counts() {
        return entities.callInTransaction(manager -> {
            var counts = new LinkedHashMap<String, Long>();
            manager.createQuery(
                            "select o.resource, count(o) from CurrentObject o group by o.resource order by o.resource",
                            Object[].class)
                    .getResultStream()
                    .forEach(row -> counts.put((String) row[0], (Long) row[1]));
            return counts;
        });
    }

    /** The newest changes of one object that are still in the change log, newest first; at most 100. */
    public List<Version> of(String resource, String namespace, String name) {
        return entities.callInTransaction(manager -> manager.createQuery(
                        "from ObjectChange c where c.resource = :resource and c.namespace = :namespace"
                                + " and c.name = :name order by c.revision desc",
                        ObjectChange.class)
                .setParameter("resource", resource)
                .setParameter("namespace", namespace)
                .setParameter("name", name)
                .setMaxResults(LARGEST_ANSWER)
                .getResultStream()
                .map(ObjectHistory::version)
                .toList());
    }

    private static Version version(ObjectChange change) {
        String text = change.body();
        ObjectNode body = text == null ? null : Json.parseObject(text);
        if (body != null) Metadata.of(body).put("resourceVersion", Long.toString(change.revision()));
        return new Version(change.revision(), change.at(), change.type(), change.uid(), body);
    }
}
