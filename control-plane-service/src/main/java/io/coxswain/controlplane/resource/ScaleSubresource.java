package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.strategy.ScaleForm;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.LabelSelector;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The number of replicas of a workload, seen as an {@code autoscaling/v1} Scale. */
final class ScaleSubresource {
    private ScaleSubresource() {}

    static ObjectNode of(Strategy strategy, ObjectNode workload) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.set(field, workload.path("metadata").path(field));
        }
        ScaleForm form = strategy.scaleForm();
        if (form != null) {
            scale.putObject("spec").put("replicas", form.specReplicas(workload));
            ObjectNode status = scale.putObject("status").put("replicas", form.statusReplicas(workload));
            if (!form.selector(workload).isEmpty()) status.put("selector", form.selector(workload));
            return scale;
        }
        JsonNode spec = workload.path("spec");
        scale.putObject("spec").put("replicas", spec.path("replicas").asInt(0));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", workload.path("status").path("replicas").asInt(0));
        String selector = selector(spec.path("selector"));
        if (!selector.isEmpty()) status.put("selector", selector);
        return scale;
    }

    /** Puts the replicas of a Scale, and the version that it names, into the workload. */
    static ObjectNode apply(Strategy strategy, ObjectNode scale, ObjectNode workload) {
        Kind<?> kind = strategy.kind();
        JsonNode replicas = scale.path("spec").path("replicas");
        String name = Metadata.name(workload);
        if (!replicas.isMissingNode() && !replicas.isNull() && !replicas.canConvertToInt()) {
            throw ApiException.badRequest("Scale in version \"v1\" cannot be handled as a Scale: spec.replicas of "
                    + kind.resource() + " \"" + name + "\" is no int32");
        }
        int number = replicas.asInt(0);
        if (number < 0) {
            throw ApiException.invalid(
                    kind,
                    name,
                    List.of(FieldError.invalid("spec.replicas", number, "must be greater than or equal to 0")));
        }
        ObjectNode metadata = Metadata.of(workload);
        String version = Metadata.resourceVersion(scale);
        if (version.isEmpty()) metadata.remove("resourceVersion");
        else metadata.put("resourceVersion", version);
        ScaleForm form = strategy.scaleForm();
        if (form != null) form.setReplicas(workload, number);
        else if (workload.path("spec") instanceof ObjectNode spec) spec.put("replicas", number);
        return workload;
    }

    /** What applying a Scale says of the workload. */
    static ObjectNode configuration(Kind<?> kind, ObjectNode scale) {
        ObjectNode workload = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        workload.set("metadata", scale.path("metadata").deepCopy());
        JsonNode replicas = scale.path("spec").path("replicas");
        if (replicas.isIntegralNumber()) workload.putObject("spec").set("replicas", replicas);
        return workload;
    }

    /** A ReplicationController has plain labels as its selector. */
    private static String selector(JsonNode given) {
        JsonNode selector = given;
        if (given.isObject() && !given.has("matchLabels") && !given.has("matchExpressions")) {
            ObjectNode labels = Json.object();
            labels.set("matchLabels", given);
            selector = labels;
        }
        var view = Json.view(
                selector.isObject() ? selector : Json.object(), io.fabric8.kubernetes.api.model.LabelSelector.class);
        return LabelSelector.of(view).requirements().stream()
                .map(ScaleSubresource::text)
                .collect(Collectors.joining(","));
    }

    private static String text(LabelSelector.Requirement requirement) {
        return switch (requirement) {
            case LabelSelector.Requirement.In in ->
                in.values().size() == 1
                        ? in.key() + "=" + in.values().iterator().next()
                        : in.key() + " in " + list(in.values());
            case LabelSelector.Requirement.NotIn notIn -> notIn.key() + " notin " + list(notIn.values());
            case LabelSelector.Requirement.Exists exists -> exists.key();
            case LabelSelector.Requirement.Absent absent -> "!" + absent.key();
            case LabelSelector.Requirement.Compare compare ->
                String.format(Locale.ROOT, "%s%s%d", compare.key(), compare.greater() ? ">" : "<", compare.bound());
        };
    }

    private static String list(java.util.Set<String> values) {
        return values.stream().sorted().collect(Collectors.joining(",", "(", ")"));
    }
}
