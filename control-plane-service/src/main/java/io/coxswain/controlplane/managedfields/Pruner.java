package io.coxswain.controlplane.managedfields;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Removes what an applier stated before and states no longer, where nobody else owns it. */
final class Pruner {
    private Pruner() {}

    /**
     * @param merged the object with the new configuration laid over it
     * @param last what the applier stated the last time
     * @param owned what all owners, the applier's new configuration among them, own
     */
    static JsonNode prune(FieldType type, JsonNode merged, FieldSet last, List<FieldSet> owned) {
        if (last.isEmpty()) return merged;
        FieldSet before = withParents(type, last);
        FieldSet all = withParents(type, Configuration.fields(type, merged));
        FieldSet managed = new FieldSet();
        for (FieldSet set : owned) managed = managed.union(withParents(type, set));

        JsonNode pruned = Remover.remove(type, merged, before);
        FieldSet stays = fields(type, pruned).union(managed);
        JsonNode withOwned = Remover.remove(type, merged, all.difference(stays));
        // What the applier never stated stays, although what holds it was taken away.
        FieldSet left = fields(type, withOwned);
        return Remover.remove(type, merged, all.difference(left).intersection(before));
    }

    private static FieldSet fields(FieldType type, JsonNode value) {
        return value.isMissingNode() ? new FieldSet() : withParents(type, Configuration.fields(type, value));
    }

    /** With the named fields that hold a member, which a configuration does not state by itself. */
    static FieldSet withParents(FieldType type, FieldSet set) {
        FieldSet result = new FieldSet();
        if (set.isMember()) result.mark();
        for (Map.Entry<String, FieldSet> entry : set.children().entrySet()) {
            FieldType below = below(type, entry.getKey());
            FieldSet child = withParents(below, entry.getValue());
            if (!child.children().isEmpty() && isNamed(type, entry.getKey())) child.mark();
            result.put(entry.getKey(), child);
        }
        return result;
    }

    private static boolean isNamed(FieldType type, String element) {
        return type instanceof FieldType.Struct(FieldType.Named fields)
                && element.startsWith("f:")
                && fields.field(element.substring(2)) != null;
    }

    private static FieldType below(FieldType type, String element) {
        FieldType found = switch (type) {
            case FieldType.Struct(FieldType.Named fields) ->
                element.startsWith("f:") ? fields.field(element.substring(2)) : null;
            case FieldType.MapOf(FieldType value) -> value;
            case FieldType.EntriesBy by -> by.entry();
            default -> null;
        };
        return found == null ? FieldType.Untyped.VALUE : found;
    }
}
