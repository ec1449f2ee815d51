package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that an applier states otherwise than their owners, in Kubernetes' words. */
record Conflicts(List<Conflict> conflicts) {
    /** One field of one owner. */
    record Conflict(ManagedEntry owner, List<String> path) {}

    Conflicts {
        conflicts = List.copyOf(conflicts);
    }

    static Conflicts of(List<ManagedEntry> inConflict) {
        List<Conflict> conflicts = new ArrayList<>();
        inConflict.stream()
                .sorted(ManagedEntry.ORDER)
                .forEach(entry -> entry.fields().forEach(path -> conflicts.add(new Conflict(entry, path))));
        return new Conflicts(conflicts);
    }

    boolean isEmpty() {
        return conflicts.isEmpty();
    }

    Conflicts without(FieldSet allowed) {
        return new Conflicts(conflicts.stream()
                .filter(conflict -> !allowed.has(conflict.path()))
                .toList());
    }

    ApiException refusal() {
        ObjectNode details = Json.object();
        ArrayNode causes = details.putArray("causes");
        for (Conflict conflict : conflicts) {
            causes.addObject()
                    .put("reason", "FieldManagerConflict")
                    .put("message", "conflict with " + name(conflict.owner()))
                    .put("field", PathElement.display(conflict.path()));
        }
        return ApiException.applyConflict(message(), details);
    }

    private String message() {
        if (conflicts.size() == 1) {
            Conflict only = conflicts.getFirst();
            return "Apply failed with 1 conflict: conflict with " + name(only.owner()) + ": "
                    + PathElement.display(only.path());
        }
        StringBuilder text = new StringBuilder("Apply failed with " + conflicts.size() + " conflicts: ");
        ManagedEntry last = null;
        for (Conflict conflict : conflicts) {
            if (!conflict.owner().equals(last)) {
                if (last != null) text.append('\n');
                text.append("conflicts with ").append(name(conflict.owner())).append(':');
            }
            last = conflict.owner();
            text.append("\n- ").append(PathElement.display(conflict.path()));
        }
        return text.toString();
    }

    private static String name(ManagedEntry entry) {
        ManagedEntry.Owner owner = entry.owner();
        StringBuilder text =
                new StringBuilder().append('"').append(owner.manager()).append('"');
        if (!owner.subresource().isEmpty()) {
            text.append(" with subresource \"").append(owner.subresource()).append('"');
        }
        return owner.applies()
                ? text.toString()
                : text.append(" using ").append(entry.apiVersion()).toString();
    }
}
