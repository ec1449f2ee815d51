package io.coxswain.controlplane.managedfields;

import io.coxswain.model.Kind;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Which fields a write does not reach, so that it can neither own them nor be in conflict about them. */
final class StatusSplit {
    private static final Set<String> OF_STATUS = Set.of("metadata", "status");

    private StatusSplit() {}

    static FieldSet ignored(Kind<?> kind, String subresource, ObjectNode... objects) {
        FieldSet ignored = new FieldSet();
        if (subresource.equals("status")) {
            Set<String> fields = new TreeSet<>();
            for (ObjectNode object : objects) fields.addAll(object.propertyNames());
            fields.removeAll(OF_STATUS);
            fields.forEach(field -> ignored.at(PathElement.field(field)).mark());
        } else if (kind.hasSubresource("status")) {
            ignored.at(PathElement.field("status")).mark();
        }
        return ignored;
    }
}
