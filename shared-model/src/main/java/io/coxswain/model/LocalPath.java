package io.coxswain.model;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the local-path provisioner and the agents of the nodes agree on. */
public final class LocalPath {
    public static final String PROVISIONER = "coxswain.io/local-path";
    /** Holds a volume until the agent of its node has removed the directory. */
    public static final String FINALIZER = "coxswain.io/local-path";
    /** Of a Node: the directory in which its agent keeps volumes. */
    public static final String DIRECTORY = "coxswain.io/local-path";

    /** The label of a Node that ties a volume to it. */
    public static final String NODE_LABEL = "kubernetes.io/hostname";

    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    private LocalPath() {}

    /** The node that a PersistentVolume of this provisioner lies on; empty for other volumes. */
    public static Optional<String> node(JsonNode volume) {
        JsonNode annotation = volume.path("metadata").path("annotations").path(PROVISIONED_BY);
        if (!annotation.asString("").equals(PROVISIONER)) return Optional.empty();
        JsonNode expression = volume.path("spec")
                .path("nodeAffinity")
                .path("required")
                .path("nodeSelectorTerms")
                .path(0)
                .path("matchExpressions")
                .path(0);
        if (!expression.path("key").asString("").equals(NODE_LABEL)) return Optional.empty();
        String node = expression.path("values").path(0).asString("");
        return node.isEmpty() ? Optional.empty() : Optional.of(node);
    }
}
