package io.coxswain.controlplane.managedfields;

import java.util.List;
import java.util.Set;

/** The fields that nobody owns, since they identify an object or are the server's own. */
final class ServerFields {
    private static final Set<String> TOP = Set.of("apiVersion", "kind");
    private static final Set<String> METADATA = Set.of(
            "clusterName",
            "creationTimestamp",
            "generation",
            "managedFields",
            "name",
            "namespace",
            "resourceVersion",
            "selfLink",
            "uid");
    private static final String IN_METADATA = PathElement.field("metadata");

    private ServerFields() {}

    /** Whether a field at a path is one. */
    static boolean contains(List<String> path, String field) {
        return switch (path.size()) {
            case 0 -> TOP.contains(field);
            case 1 -> path.getFirst().equals(IN_METADATA) && METADATA.contains(field);
            default -> false;
        };
    }

    static FieldSet strip(FieldSet set) {
        FieldSet gone = FieldSet.of("metadata");
        TOP.forEach(field -> gone.at(PathElement.field(field)).mark());
        METADATA.forEach(
                field -> gone.at(List.of(IN_METADATA, PathElement.field(field))).mark());
        return set.difference(gone);
    }
}
