package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Pod of a DaemonSet: bound for one node by its name. */
final class DaemonPod {
    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";
    private static final String NODE_NAME = "metadata.name";

    private DaemonPod() {}

    static ObjectNode make(DaemonSet set, JsonNode template, String hash, String node) {
        ObjectNode pod = PodTemplate.pod(template, Kinds.DAEMON_SET, set);
        ObjectNode labels = PodTemplate.object(Metadata.of(pod), "labels");
        String generation = generation(set);
        if (!generation.isEmpty()) labels.put(GENERATION, generation);
        labels.put(HASH, hash);
        ObjectNode spec = PodTemplate.object(pod, "spec");
        tolerate(spec);
        ObjectNode affinity = PodTemplate.object(PodTemplate.object(spec, "affinity"), "nodeAffinity");
        // the terms of the template have been judged already: they picked this node
        affinity.putObject("requiredDuringSchedulingIgnoredDuringExecution")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchFields")
                .addObject()
                .put("key", NODE_NAME)
                .put("operator", "In")
                .putArray("values")
                .add(node);
        return pod;
    }

    /** The node that it is on or bound for; empty where it names none. */
    static String node(Pod pod) {
        if (!Pods.node(pod).isEmpty()) return Pods.node(pod);
        var affinity = pod.getSpec().getAffinity();
        if (affinity == null || affinity.getNodeAffinity() == null) return "";
        var required = affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required == null) return "";
        return required.getNodeSelectorTerms().stream()
                .flatMap(term ->
                        Objects.requireNonNullElse(term.getMatchFields(), List.<NodeSelectorRequirement>of()).stream())
                .filter(field -> NODE_NAME.equals(field.getKey())
                        && "In".equals(field.getOperator())
                        && field.getValues().size() == 1)
                .map(field -> field.getValues().getFirst())
                .findFirst()
                .orElse("");
    }

    static boolean isUpdated(DaemonSet set, Pod pod, String hash) {
        String generation = generation(set);
        return hash.equals(Pods.labels(pod).get(HASH))
                || (!generation.isEmpty() && generation.equals(Pods.labels(pod).get(GENERATION)));
    }

    private static String generation(DaemonSet set) {
        var annotations = set.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(GENERATION_ANNOTATION, "");
    }

    private static void tolerate(ObjectNode spec) {
        ArrayNode tolerations =
                spec.get("tolerations") instanceof ArrayNode given ? given : spec.putArray("tolerations");
        for (Toleration toleration :
                DaemonTolerations.of(spec.path("hostNetwork").asBoolean(false))) {
            JsonNode tree = Json.tree(toleration);
            boolean known = tolerations.valueStream().anyMatch(other -> Json.same(other, tree));
            if (!known) tolerations.add(tree);
        }
    }
}
