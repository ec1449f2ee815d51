package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.LocalPath;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Volumes that are directories of a node. */
final class LocalVolumes {
    private static final Set<String> MODES = Set.of("ReadWriteOnce", "ReadWriteOncePod");

    private LocalVolumes() {}

    /** What a claim or its class asks for that a directory of a node cannot give. */
    static Optional<String> fault(PersistentVolumeClaim claim, StorageClass storageClass) {
        if (!MODES.containsAll(new HashSet<>(claim.getSpec().getAccessModes()))) {
            return Optional.of("only ReadWriteOnce and ReadWriteOncePod access modes are supported");
        }
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            return Optional.of("block volume provisioning is not supported");
        }
        if (claim.getSpec().getSelector() != null) return Optional.of("claim.Spec.Selector is not supported");
        if (claim.getSpec().getDataSource() != null || claim.getSpec().getDataSourceRef() != null) {
            return Optional.of("data sources are not supported");
        }
        Map<String, String> parameters = storageClass.getParameters();
        if (parameters != null && !parameters.isEmpty()) {
            return Optional.of(
                    "unknown parameter \"" + parameters.keySet().iterator().next() + "\" of the storage class");
        }
        if (!storageClass.getMountOptions().isEmpty()) return Optional.of("mount options are not supported");
        return Optional.empty();
    }

    /** Whether the class allows volumes on this node. */
    static boolean allows(StorageClass storageClass, Node node) {
        var terms = storageClass.getAllowedTopologies();
        if (terms == null || terms.isEmpty()) return true;
        Map<String, String> labels = node.getMetadata().getLabels();
        return terms.stream()
                .anyMatch(term -> term.getMatchLabelExpressions().stream()
                        .allMatch(expression ->
                                expression.getValues().contains(labels.getOrDefault(expression.getKey(), ""))));
    }

    static String name(PersistentVolumeClaim claim) {
        return "pvc-" + claim.getMetadata().getUid();
    }

    /** @param directory of the node, in which each volume is a directory of its own */
    static ObjectNode volume(PersistentVolumeClaim claim, StorageClass storageClass, String node, String directory) {
        ObjectNode volume = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolume");
        String name = name(claim);
        ObjectNode metadata = Metadata.of(volume).put("name", name);
        metadata.putObject("annotations").put(StorageAnnotations.PROVISIONED_BY, LocalPath.PROVISIONER);
        metadata.putArray("finalizers").add(LocalPath.FINALIZER);
        ObjectNode spec = volume.putObject("spec");
        spec.putObject("capacity").put("storage", StorageFields.requestText(claim));
        var modes = spec.putArray("accessModes");
        claim.getSpec().getAccessModes().forEach(modes::add);
        spec.put("persistentVolumeReclaimPolicy", storageClass.getReclaimPolicy())
                .put("storageClassName", storageClass(claim))
                .put("volumeMode", "Filesystem");
        spec.set("claimRef", StorageWrites.reference(claim));
        spec.putObject("local").put("path", directory + "/" + name);
        ObjectNode expression = spec.putObject("nodeAffinity")
                .putObject("required")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions")
                .addObject();
        expression
                .put("key", LocalPath.NODE_LABEL)
                .put("operator", "In")
                .putArray("values")
                .add(node);
        return volume;
    }

    static List<String> nodesOf(io.fabric8.kubernetes.api.model.PersistentVolume volume) {
        return LocalPath.node(Json.tree(volume)).stream().toList();
    }
}
