package io.coxswain.controlplane.quota;

import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How much of each resource that a quota may limit one object uses. */
public final class Usage {
    private static final String ONE = "1";
    private static final String COUNT = "count/";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    /** Resources that also count under their bare name, besides those that are measured. */
    private static final Set<String> BY_NAME =
            Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas");

    private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> NEVER_LIMITED = Set.of("events", "events.events.k8s.io", "bindings");

    private Usage() {}

    /** Whether objects of a kind can count against a quota. */
    public static boolean isLimited(Kind<?> kind) {
        return kind.namespaced() && !NEVER_LIMITED.contains(kind.resource());
    }

    /** By the names that a quota uses; {@code now} tells whether a Pod is past its grace period. */
    public static Map<String, String> of(Kind<?> kind, ObjectNode object, Instant now) {
        Map<String, String> usage = new TreeMap<>();
        usage.put(COUNT + kind.resource(), ONE);
        if (kind.equals(Kinds.POD)) pod(object, now, usage);
        else if (kind.equals(Kinds.SERVICE)) service(object.path("spec"), usage);
        else if (kind.equals(Kinds.PERSISTENT_VOLUME_CLAIM)) claim(object, usage);
        else if (BY_NAME.contains(kind.resource())) usage.put(kind.resource(), ONE);
        return usage;
    }

    /** Whether objects of a kind use the resource of this name. */
    public static boolean concerns(Kind<?> kind, String name) {
        if (name.equals(COUNT + kind.resource())) return true;
        if (name.startsWith(COUNT)) return false;
        if (kind.equals(Kinds.SERVICE)) return name.equals("services") || name.startsWith("services.");
        if (kind.equals(Kinds.PERSISTENT_VOLUME_CLAIM)) {
            return name.equals("persistentvolumeclaims") || name.equals("requests.storage") || name.contains(OF_CLASS);
        }
        if (kind.equals(Kinds.POD)) {
            return name.equals("pods")
                    || COMPUTE.contains(name)
                    || name.startsWith("limits.")
                    || (name.startsWith("requests.") && !name.equals("requests.storage"))
                    || name.startsWith("hugepages-");
        }
        return BY_NAME.contains(kind.resource()) && name.equals(kind.resource());
    }

    /** What a container asks for, by the names that a quota uses. */
    static Map<String, String> compute(Map<String, String> requests, Map<String, String> limits) {
        Map<String, String> usage = new TreeMap<>();
        requests.forEach((name, amount) -> {
            if (COMPUTE.contains(name) || name.startsWith("hugepages-")) usage.put(name, amount);
            if (COMPUTE.contains(name) || name.startsWith("hugepages-") || name.contains("/")) {
                usage.put("requests." + name, amount);
            }
        });
        limits.forEach((name, amount) -> {
            if (COMPUTE.contains(name)) usage.put("limits." + name, amount);
        });
        return usage;
    }

    private static void pod(ObjectNode pod, Instant now, Map<String, String> usage) {
        if (ENDED.contains(pod.path("status").path("phase").asString(""))) return;
        String deletion = Metadata.text(pod, "deletionTimestamp");
        if (deletion != null && now.isAfter(Instant.parse(deletion))) return;
        usage.put("pods", ONE);
        JsonNode spec = pod.path("spec");
        usage.putAll(compute(PodResources.sum(spec, "requests"), PodResources.sum(spec, "limits")));
    }

    private static void service(JsonNode spec, Map<String, String> usage) {
        usage.put("services", ONE);
        String type = spec.path("type").asString("ClusterIP");
        boolean balanced = type.equals("LoadBalancer");
        boolean nodePorts = type.equals("NodePort")
                || (balanced && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
        usage.put("services.loadbalancers", balanced ? ONE : "0");
        usage.put(
                "services.nodeports",
                nodePorts ? Integer.toString(spec.path("ports").size()) : "0");
    }

    private static void claim(ObjectNode claim, Map<String, String> usage) {
        JsonNode spec = claim.path("spec");
        String storageClass = spec.path("storageClassName")
                .asString(Objects.requireNonNullElse(
                        Metadata.annotations(claim).get("volume.beta.kubernetes.io/storage-class"), ""));
        usage.put("persistentvolumeclaims", ONE);
        if (!storageClass.isEmpty()) usage.put(storageClass + OF_CLASS + "persistentvolumeclaims", ONE);
        JsonNode asked = spec.path("resources").path("requests").path("storage");
        if (asked.isMissingNode()) return;
        String storage = asked.asString("0");
        String given =
                claim.path("status").path("allocatedResources").path("storage").asString("0");
        if (Quantity.compare(given, storage) > 0) storage = given;
        usage.put("requests.storage", storage);
        if (!storageClass.isEmpty()) usage.put(storageClass + OF_CLASS + "requests.storage", storage);
    }
}
