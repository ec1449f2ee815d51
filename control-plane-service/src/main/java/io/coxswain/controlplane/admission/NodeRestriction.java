package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.admission.AdmissionRequest.Operation;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.node.NodeName;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A node's agent writes its own Node and Lease, the status of its own Pods, and nobody else's. */
public final class NodeRestriction implements AdmissionRule {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String LEASES = "kube-node-lease";

    @Override
    public Terms admit(AdmissionRequest request) {
        User user = request.user();
        if (!user.in(NodeName.GROUP)) return Terms.NONE;
        Optional<String> node = NodeName.of(user);
        if (node.isEmpty()) throw request.forbidden("could not determine node from user \"" + user.name() + "\"");
        if (request.kind().equals(Kinds.POD)) pod(node.get(), request);
        if (request.kind().equals(Kinds.NODE)) node(node.get(), request);
        if (request.kind().equals(Kinds.LEASE)) lease(node.get(), request);
        if (request.kind().equals(Kinds.CSI_NODE)) own(node.get(), request, "CSINode");
        if (request.kind().equals(Kinds.PERSISTENT_VOLUME_CLAIM)) claim(node.get(), request);
        if (request.kind().equals(Kinds.PERSISTENT_VOLUME)) volume(node.get(), request);
        return Terms.NONE;
    }

    private static void pod(String node, AdmissionRequest request) {
        switch (request.operation()) {
            case CREATE -> mirrorPod(node, request);
            case UPDATE -> {
                String what = request.subresource().isEmpty() ? "" : request.subresource() + " for ";
                if (!request.subresource().equals("status")) {
                    throw request.forbidden("unexpected pod subresource \"" + request.subresource()
                            + "\", only 'status' and 'eviction' are allowed");
                }
                if (!isOn(request.before(), node)) {
                    throw request.forbidden("node \"" + node + "\" can only update pod " + what
                            + "pods with spec.nodeName set to itself");
                }
                if (!Metadata.labels(request.given()).equals(Metadata.labels(request.before()))) {
                    throw request.forbidden("node \"" + node + "\" cannot update labels through pod status");
                }
            }
            case DELETE -> {
                if (!isOn(request.before(), node)) {
                    throw request.forbidden(
                            "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
                }
            }
        }
    }

    private static void mirrorPod(String node, AdmissionRequest request) {
        ObjectNode pod = request.given();
        if (!Metadata.annotations(pod).containsKey(MIRROR)) {
            throw request.forbidden("pod does not have \"" + MIRROR + "\" annotation, node \"" + node
                    + "\" can only create mirror pods");
        }
        if (!isOn(pod, node)) {
            throw request.forbidden("node \"" + node + "\" can only create pods with spec.nodeName set to itself");
        }
        JsonNode spec = pod.path("spec");
        if (!spec.path("serviceAccountName").asString("").isEmpty()) {
            throw request.forbidden("node \"" + node + "\" can not create pods that reference a service account");
        }
        String text = spec.toString();
        for (String reference : Set.of("secret", "configMap", "persistentVolumeClaim", "projected")) {
            if (text.contains("\"" + reference)) {
                throw request.forbidden("node \"" + node + "\" can not create pods that reference " + reference + "s");
            }
        }
    }

    private static void node(String node, AdmissionRequest request) {
        String name = request.key().name();
        if (!name.equals(node)) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        }
        if (request.operation() == Operation.DELETE) return;
        ObjectNode before = request.old() == null ? Json.object() : request.before();
        Set<String> refused = NodeLabels.refused(Metadata.labels(request.given()), Metadata.labels(before));
        boolean creates = request.operation() == Operation.CREATE;
        if (!refused.isEmpty()) {
            throw request.forbidden("node \"" + node + "\" is not allowed to "
                    + (creates ? "set the following labels: " : "modify labels: ") + String.join(", ", refused));
        }
        if (creates) return;
        if (!same(
                request.given().path("spec").path("taints"), before.path("spec").path("taints"))) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify taints");
        }
        if (!same(
                request.given().path("metadata").path("ownerReferences"),
                before.path("metadata").path("ownerReferences"))) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify ownerReferences");
        }
    }

    private static void lease(String node, AdmissionRequest request) {
        if (!LEASES.equals(request.key().namespace())) {
            throw request.forbidden("can only access leases in the \"" + LEASES + "\" system namespace");
        }
        own(node, request, "node lease");
    }

    private static void own(String node, AdmissionRequest request, String what) {
        if (!request.key().name().equals(node)) {
            throw request.forbidden("can only access " + what + " with the same name as the requesting node");
        }
    }

    private static void claim(String node, AdmissionRequest request) {
        if (request.operation() != Operation.UPDATE || !request.subresource().equals("status")) {
            throw request.forbidden("node \"" + node + "\" may only update PVC status");
        }
    }

    /** A node that has removed the directory of a volume takes its own finalizer away, and changes nothing else. */
    private static void volume(String node, AdmissionRequest request) {
        if (request.operation() == Operation.UPDATE && request.subresource().isEmpty()) {
            ObjectNode before = request.before().deepCopy();
            ObjectNode given = request.given().deepCopy();
            boolean own = LocalPath.node(before).equals(Optional.of(node)) && Metadata.isTerminating(before);
            var left = new ArrayList<>(Json.texts(before.path("metadata").path("finalizers")));
            left.remove(LocalPath.FINALIZER);
            boolean only = left.equals(Json.texts(given.path("metadata").path("finalizers")));
            for (ObjectNode tree : List.of(before, given)) {
                Metadata.of(tree).remove(List.of("finalizers", "managedFields", "resourceVersion"));
            }
            if (own && only && Json.same(before, given)) return;
        }
        throw request.forbidden(
                "node \"" + node + "\" may only let go of deleted persistent volumes whose directory it had");
    }

    private static boolean isOn(ObjectNode pod, String node) {
        return pod.path("spec").path("nodeName").asString("").equals(node);
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return (one.isEmpty() && other.isEmpty()) || Json.same(one, other);
    }
}
