package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes Pods from a template. The template is copied as a tree: a typed view would lose what it does not know. */
final class PodTemplate {
    private PodTemplate() {}

    static ObjectNode pod(ObjectNode tree, ReplicaSet set) {
        JsonNode template = tree.path("spec").path("template");
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata")
                .put("generateName", set.getMetadata().getName() + "-")
                .put("namespace", set.getMetadata().getNamespace());
        for (String field : List.of("labels", "annotations", "finalizers")) {
            JsonNode value = template.path("metadata").path(field);
            if (!value.isMissingNode() && !value.isNull()) metadata.set(field, value.deepCopy());
        }
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.REPLICA_SET, set));
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }
}
