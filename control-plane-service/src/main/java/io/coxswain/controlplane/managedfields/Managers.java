package io.coxswain.controlplane.managedfields;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The owners of an object's fields while a write changes them. */
final class Managers {
    /** More updaters than this are merged, the oldest first. */
    static final int MOST_UPDATERS = 10;

    private static final String MERGED = "ancient-changes";

    private final Map<ManagedEntry.Owner, ManagedEntry> entries = new LinkedHashMap<>();

    /** Empty where the field is malformed. */
    static Optional<Managers> read(JsonNode managedFields) {
        Managers managers = new Managers();
        try {
            for (JsonNode each : managedFields) {
                ManagedEntry entry = ManagedEntry.parse(each);
                managers.entries.put(entry.owner(), entry);
            }
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        return Optional.of(managers);
    }

    Collection<ManagedEntry> all() {
        return entries.values();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable ManagedEntry get(ManagedEntry.Owner owner) {
        return entries.get(owner);
    }

    /** An owner without fields is forgotten. */
    void put(ManagedEntry entry) {
        if (entry.fields().isEmpty()) entries.remove(entry.owner());
        else entries.put(entry.owner(), entry);
    }

    /** Takes fields from all owners but one. */
    void take(FieldSet fields, ManagedEntry.Owner but) {
        if (fields.isEmpty()) return;
        for (ManagedEntry entry : List.copyOf(entries.values())) {
            if (!entry.owner().equals(but)) put(entry.withFields(entry.fields().difference(fields)));
        }
    }

    /** Merges the oldest updaters of a version until there are few enough. */
    void limit() {
        List<ManagedEntry> updaters = new ArrayList<>();
        for (ManagedEntry entry : entries.values()) if (!entry.owner().applies()) updaters.add(entry);
        int number = updaters.size();
        if (number <= MOST_UPDATERS) return;
        updaters.sort(Comparator.comparing((ManagedEntry entry) -> entry.time() == null ? "" : entry.time())
                .thenComparing(entry -> entry.owner().manager()));
        Map<String, ManagedEntry> oldest = new HashMap<>();
        for (ManagedEntry entry : updaters) {
            if (number <= MOST_UPDATERS) return;
            ManagedEntry first = oldest.putIfAbsent(entry.apiVersion(), entry);
            if (first == null) continue;
            ManagedEntry.Owner bucket = ManagedEntry.Owner.updater(MERGED, entry.apiVersion(), "");
            FieldSet merged = first.fields().union(entry.fields());
            entries.remove(first.owner());
            entries.remove(entry.owner());
            ManagedEntry before = entries.get(bucket);
            if (before != null) merged = merged.union(before.fields());
            ManagedEntry together = new ManagedEntry(bucket, entry.apiVersion(), entry.time(), merged);
            put(together);
            oldest.put(entry.apiVersion(), together);
            number--;
        }
    }

    void writeTo(ObjectNode metadata) {
        if (entries.isEmpty()) {
            metadata.remove("managedFields");
            return;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        entries.values().stream()
                .sorted(ManagedEntry.ORDER)
                .map(ManagedEntry::write)
                .forEach(list::add);
        metadata.set("managedFields", list);
    }
}
