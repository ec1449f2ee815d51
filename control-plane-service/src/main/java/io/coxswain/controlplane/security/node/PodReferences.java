package io.coxswain.controlplane.security.node;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The names of what a Pod refers to in its own namespace. */
record PodReferences(
        String serviceAccount,
        Set<String> secrets,
        Set<String> configMaps,
        Set<String> claims,
        Set<String> resourceClaims) {
    static PodReferences of(JsonNode pod) {
        JsonNode spec = pod.path("spec");
        var references = new PodReferences(
                spec.path("serviceAccountName").asString("default"),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>());
        for (JsonNode secret : spec.path("imagePullSecrets")) add(references.secrets, secret, "name");
        references.walk(spec);
        for (JsonNode volume : spec.path("volumes")) {
            if (volume.has("ephemeral")) {
                references.claims.add(pod.path("metadata").path("name").asString("") + "-"
                        + volume.path("name").asString(""));
            }
        }
        for (JsonNode claim : spec.path("resourceClaims")) add(references.resourceClaims, claim, "resourceClaimName");
        for (JsonNode claim : pod.path("status").path("resourceClaimStatuses")) {
            add(references.resourceClaims, claim, "resourceClaimName");
        }
        return references;
    }

    /** A field of these names refers to the same kind wherever in a Pod's spec it stands. */
    private void walk(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "secret" -> {
                    add(secrets, value, "secretName");
                    add(secrets, value, "name");
                }
                case "secretRef", "secretKeyRef", "nodePublishSecretRef" -> add(secrets, value, "name");
                case "azureFile" -> add(secrets, value, "secretName");
                case "configMap", "configMapRef", "configMapKeyRef" -> add(configMaps, value, "name");
                case "persistentVolumeClaim" -> add(claims, value, "claimName");
                default -> walk(value);
            }
        }
        if (node.isArray()) node.forEach(this::walk);
    }

    private static void add(Set<String> names, JsonNode of, String field) {
        String name = of.path(field).asString("");
        if (!name.isEmpty()) names.add(name);
    }
}
