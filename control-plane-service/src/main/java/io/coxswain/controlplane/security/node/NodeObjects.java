package io.coxswain.controlplane.security.node;

import io.coxswain.controlplane.security.Recent;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.model.LocalPath;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Which objects a node may know of, since a Pod that is bound to it refers to them. */
final class NodeObjects {
    private static final int MOST_KNOWN = 20_000;
    private static final String PODS = "pods";

    private final Store store;
    private final Recent<StoredObject, PodReferences> references = new Recent<>(MOST_KNOWN);

    NodeObjects(Store store) {
        this.store = store;
    }

    boolean hasPod(String node, String namespace, String name) {
        return store.cached()
                .get(new StoreKey(PODS, namespace, name))
                .filter(pod -> isOn(pod, node))
                .isPresent();
    }

    boolean refersToSecret(String node, String namespace, String name) {
        return anyPod(node, namespace, pod -> pod.secrets().contains(name)) || isSecretOfVolume(node, namespace, name);
    }

    boolean refersToConfigMap(String node, String namespace, String name) {
        return anyPod(node, namespace, pod -> pod.configMaps().contains(name));
    }

    boolean refersToClaim(String node, String namespace, String name) {
        return anyPod(node, namespace, pod -> pod.claims().contains(name));
    }

    boolean refersToResourceClaim(String node, String namespace, String name) {
        return anyPod(node, namespace, pod -> pod.resourceClaims().contains(name));
    }

    boolean runsAs(String node, String namespace, String serviceAccount) {
        return anyPod(node, namespace, pod -> pod.serviceAccount().equals(serviceAccount));
    }

    /** A volume belongs to the node through the claim that it is bound to. */
    boolean refersToVolume(String node, String name) {
        return tree("persistentvolumes", "", name)
                .filter(volume -> isClaimedOn(node, volume))
                .isPresent();
    }

    /** The directory of the volume is on the node. */
    boolean holdsVolume(String node, String name) {
        return tree("persistentvolumes", "", name)
                .flatMap(LocalPath::node)
                .filter(node::equals)
                .isPresent();
    }

    boolean isAttachedTo(String node, String attachment) {
        return tree("volumeattachments.storage.k8s.io", "", attachment)
                .filter(found ->
                        found.path("spec").path("nodeName").asString("").equals(node))
                .isPresent();
    }

    private boolean isClaimedOn(String node, JsonNode volume) {
        JsonNode claim = volume.path("spec").path("claimRef");
        return refersToClaim(
                node, claim.path("namespace").asString(""), claim.path("name").asString(""));
    }

    private boolean isSecretOfVolume(String node, String namespace, String name) {
        return store.cached()
                .list("persistentvolumes", "", null)
                .map(volume -> volume.body().tree(volume.revision()))
                .filter(volume -> namesSecret(volume.path("spec"), namespace, name))
                .anyMatch(volume -> isClaimedOn(node, volume));
    }

    private static boolean namesSecret(JsonNode node, String namespace, String name) {
        boolean here = node.path("name").asString("").equals(name)
                && node.path("namespace").asString("").equals(namespace);
        boolean file = node.path("secretName").asString("").equals(name)
                && node.path("secretNamespace").asString(namespace).equals(namespace);
        return here
                || file
                || node.properties().stream()
                        .filter(field -> !field.getKey().equals("claimRef"))
                        .anyMatch(field -> namesSecret(field.getValue(), namespace, name));
    }

    private boolean anyPod(String node, String namespace, Predicate<PodReferences> refers) {
        if (namespace.isEmpty()) return false;
        Snapshot snapshot = store.cached();
        try (var pods = snapshot.list(PODS, namespace, null)) {
            return pods.filter(pod -> isOn(pod, node))
                    .anyMatch(pod -> refers.test(references.get(
                            pod, () -> PodReferences.of(pod.body().tree(pod.revision())))));
        }
    }

    private static boolean isOn(StoredObject pod, String node) {
        return node.equals(pod.attributes().fields().get("spec.nodeName"));
    }

    private Optional<JsonNode> tree(String resource, String namespace, String name) {
        return store.cached()
                .get(new StoreKey(resource, namespace, name))
                .map(object -> object.body().tree(object.revision()));
    }
}
