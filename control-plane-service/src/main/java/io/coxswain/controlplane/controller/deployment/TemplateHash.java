package io.coxswain.controlplane.controller.deployment;

import io.coxswain.controlplane.controller.owner.ContentHash;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names a Pod template by a short text that is the same for the same template, whatever the order of its fields. */
final class TemplateHash {
    static final String LABEL = "pod-template-hash";

    private TemplateHash() {}

    /** {@code collisions} tells how many ReplicaSets of another template already have the name. */
    static String of(JsonNode template, int collisions) {
        return ContentHash.of(template, collisions);
    }

    /** Whether two templates ask for the same Pods. */
    static boolean same(PodTemplateSpec one, PodTemplateSpec other) {
        return withoutHash(one).equals(withoutHash(other));
    }

    private static ObjectNode withoutHash(PodTemplateSpec template) {
        ObjectNode tree = Json.tree(template);
        if (tree.path("metadata").path("labels") instanceof ObjectNode labels) labels.remove(LABEL);
        return tree;
    }
}
