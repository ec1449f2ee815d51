package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the Pods of a Job: each is tracked by a finalizer until it is counted. */
final class JobPodFactory {
    private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int LONGEST_GENERATE_NAME = 58;

    private JobPodFactory() {}

    static ObjectNode pod(Job job, JsonNode template) {
        ObjectNode pod = PodTemplate.pod(template, Kinds.JOB, job);
        ObjectNode metadata = Metadata.of(pod);
        ArrayNode finalizers =
                metadata.get("finalizers") instanceof ArrayNode given ? given : metadata.putArray("finalizers");
        if (finalizers.valueStream().noneMatch(name -> name.asString("").equals(Jobs.FINALIZER))) {
            finalizers.add(Jobs.FINALIZER);
        }
        return pod;
    }

    /** {@code lastFailed} is the Pod that it comes after, which knows how often the index has failed. */
    static ObjectNode indexed(Job job, JsonNode template, int index, Optional<Pod> lastFailed) {
        ObjectNode pod = pod(job, template);
        ObjectNode metadata = Metadata.of(pod);
        String name = job.getMetadata().getName();
        String prefix = name + "-" + index + "-";
        metadata.put("generateName", prefix.substring(Math.max(0, prefix.length() - LONGEST_GENERATE_NAME)));
        PodTemplate.object(metadata, "labels").put(Jobs.INDEX, String.valueOf(index));
        ObjectNode annotations = PodTemplate.object(metadata, "annotations").put(Jobs.INDEX, String.valueOf(index));
        if (Jobs.isPerIndex(job)) failures(job, annotations, lastFailed);
        ObjectNode spec = PodTemplate.object(pod, "spec");
        spec.put("hostname", name + "-" + index);
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                if (container instanceof ObjectNode tree) variable(tree);
            }
        }
        return pod;
    }

    private static void failures(Job job, ObjectNode annotations, Optional<Pod> lastFailed) {
        int failures = lastFailed.map(pod -> Jobs.number(pod, Jobs.FAILURES, 0)).orElse(0);
        int ignored = lastFailed
                .map(pod -> Jobs.number(pod, Jobs.IGNORED_FAILURES, 0))
                .orElse(0);
        if (lastFailed.isPresent()) {
            if (FailurePolicy.counts(job, lastFailed.get())) failures++;
            else ignored++;
        }
        annotations.put(Jobs.FAILURES, String.valueOf(failures));
        if (ignored > 0) annotations.put(Jobs.IGNORED_FAILURES, String.valueOf(ignored));
    }

    private static void variable(ObjectNode container) {
        ArrayNode variables = container.get("env") instanceof ArrayNode given ? given : container.putArray("env");
        boolean known = variables
                .valueStream()
                .anyMatch(variable -> variable.path("name").asString("").equals(INDEX_VARIABLE));
        if (known) return;
        variables
                .addObject()
                .put("name", INDEX_VARIABLE)
                .putObject("valueFrom")
                .putObject("fieldRef")
                .put("fieldPath", "metadata.labels['" + Jobs.INDEX + "']");
    }
}
