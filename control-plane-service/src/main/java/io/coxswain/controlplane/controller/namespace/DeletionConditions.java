package io.coxswain.controlplane.controller.namespace;

import io.coxswain.json.Conditions;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Tells in a terminating namespace what keeps it. */
final class DeletionConditions {
    private DeletionConditions() {}

    /** True where anything is new. The catalog of kinds is at hand, so discovery cannot fail. */
    static boolean set(ObjectNode namespace, Content content, Instant now) {
        boolean changed = Conditions.set(
                namespace,
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered",
                now);
        changed |= Conditions.set(
                namespace,
                "NamespaceDeletionGroupVersionParsingFailure",
                false,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed",
                now);
        changed |= failure(namespace, content, now);
        changed |= remaining(namespace, content, now);
        return finalizers(namespace, content, now) || changed;
    }

    private static boolean failure(ObjectNode namespace, Content content, Instant now) {
        boolean failed = !content.failures().isEmpty();
        String message = failed
                ? "Failed to delete all resource types, " + content.failures().size() + " remaining: "
                        + String.join(", ", content.failures())
                : "All content successfully deleted, may be waiting on finalization";
        String reason = failed ? "ContentDeletionFailed" : "ContentDeleted";
        return Conditions.set(namespace, "NamespaceDeletionContentFailure", failed, reason, message, now);
    }

    private static boolean remaining(ObjectNode namespace, Content content, Instant now) {
        boolean some = !content.remaining().isEmpty();
        String message = some
                ? "Some resources are remaining: " + counts(content.remaining(), " has ")
                : "All content successfully removed";
        String reason = some ? "SomeResourcesRemain" : "ContentRemoved";
        return Conditions.set(namespace, "NamespaceContentRemaining", some, reason, message, now);
    }

    private static boolean finalizers(ObjectNode namespace, Content content, Instant now) {
        boolean some = !content.finalizers().isEmpty();
        String message = some
                ? "Some content in the namespace has finalizers remaining: " + counts(content.finalizers(), " in ")
                : "All content-preserving finalizers finished";
        String reason = some ? "SomeFinalizersRemain" : "ContentHasNoFinalizers";
        return Conditions.set(namespace, "NamespaceFinalizersRemaining", some, reason, message, now);
    }

    private static String counts(Map<String, Integer> counts, String between) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + between + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
    }
}
