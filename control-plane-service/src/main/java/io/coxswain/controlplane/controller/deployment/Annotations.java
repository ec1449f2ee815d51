package io.coxswain.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The annotations by which a Deployment and its ReplicaSets remember revisions and sizes. */
final class Annotations {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";

    private static final int LONGEST_HISTORY = 2000;
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            REVISION_HISTORY,
            DESIRED,
            MOST,
            "deprecated.deployment.rollback.to");

    private Annotations() {}

    static long revision(HasMetadata object) {
        String revision = all(object).getOrDefault(REVISION, "");
        return revision.matches("\\d{1,18}") ? Long.parseLong(revision) : 0;
    }

    /** A number that an annotation holds, or {@code otherwise}. */
    static int number(HasMetadata object, String name, int otherwise) {
        String value = all(object).getOrDefault(name, "");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
    }

    static Map<String, String> all(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
    }

    /** What a ReplicaSet takes over from its Deployment. */
    static Map<String, String> copied(HasMetadata deployment) {
        var copied = new TreeMap<>(all(deployment));
        copied.keySet().removeAll(NOT_COPIED);
        return copied;
    }

    /** The history of a ReplicaSet that comes up again under a new revision; the oldest go when it gets too long. */
    static String history(HasMetadata replicaSet) {
        String history = all(replicaSet).getOrDefault(REVISION_HISTORY, "");
        String longer = history.isEmpty() ? String.valueOf(revision(replicaSet)) : history + "," + revision(replicaSet);
        while (longer.length() > LONGEST_HISTORY) longer = longer.substring(longer.indexOf(',') + 1);
        return longer;
    }
}
