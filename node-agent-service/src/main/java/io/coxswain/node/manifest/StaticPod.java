package io.coxswain.node.manifest;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What sets static Pods and their mirrors apart from other Pods. */
public final class StaticPod {
    static final String HASH = "kubernetes.io/config.hash";
    static final String MIRROR = "kubernetes.io/config.mirror";
    static final String SOURCE = "kubernetes.io/config.source";
    static final String SEEN = "kubernetes.io/config.seen";
    private static final int DIGITS = 32;

    private StaticPod() {}

    /** Whether the API has this Pod only to show a static one. */
    public static boolean isMirror(Pod pod) {
        return annotations(pod).containsKey(MIRROR);
    }

    /** Whether a manifest of the node is where this Pod comes from, not the API. */
    public static boolean isStatic(Pod pod) {
        return !isMirror(pod) && annotations(pod).containsKey(SOURCE);
    }

    /** The uid under which the node runs what this object of the API tells of. */
    public static String uidOnNode(Pod pod) {
        return Objects.requireNonNullElse(
                annotations(pod).get(MIRROR),
                Objects.requireNonNullElse(pod.getMetadata().getUid(), ""));
    }

    private static Map<String, String> annotations(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
    }

    /** The Pod of a manifest as the node runs it; throws IllegalArgumentException where the manifest is no Pod's. */
    static Pod of(ObjectNode manifest, String file, String nodeName, Instant seen) {
        if (!manifest.path("kind").asString("").equals("Pod")
                || !manifest.path("apiVersion").asString("").equals("v1")) {
            throw new IllegalArgumentException("not a Pod of v1");
        }
        String name = Metadata.name(manifest);
        if (name.isEmpty() || manifest.path("spec").path("containers").isEmpty()) {
            throw new IllegalArgumentException("a Pod needs metadata.name and spec.containers");
        }
        String uid = hash(manifest, file, nodeName);
        ObjectNode pod = manifest.deepCopy();
        ObjectNode metadata = Metadata.of(pod);
        metadata.put("name", name + "-" + nodeName).put("uid", uid);
        if (metadata.path("namespace").asString("").isEmpty()) metadata.put("namespace", "default");
        ObjectNode annotations =
                metadata.path("annotations") instanceof ObjectNode there ? there : metadata.putObject("annotations");
        annotations.put(HASH, uid).put(SEEN, seen.toString()).put(SOURCE, "file");
        ObjectNode spec = (ObjectNode) pod.path("spec");
        spec.put("nodeName", nodeName);
        ArrayNode tolerations =
                spec.path("tolerations") instanceof ArrayNode there ? there : spec.putArray("tolerations");
        tolerations.addObject().put("operator", "Exists").put("effect", "NoExecute");
        pod.putObject("status").put("phase", "Pending");
        return Json.view(pod, Pod.class);
    }

    private static String hash(ObjectNode manifest, String file, String nodeName) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Json.bytes(manifest));
            digest.update(("\0" + file + "\0" + nodeName).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The object that shows a static Pod in the API; it goes when the node does. */
    static ObjectNode mirror(Pod pod, String nodeUid) {
        ObjectNode mirror = Json.tree(pod);
        mirror.remove("status");
        ObjectNode metadata = Metadata.of(mirror);
        String uid = metadata.path("uid").asString("");
        metadata.remove("uid");
        ((ObjectNode) metadata.path("annotations")).put(MIRROR, uid);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", pod.getSpec().getNodeName())
                .put("uid", nodeUid)
                .put("controller", true);
        return mirror;
    }
}
