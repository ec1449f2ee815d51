package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works out what each kind of metric asks for. Those of other APIs than metrics.k8s.io cannot be had, since this server
 * passes no requests on to other servers: they fail with Kubernetes' reason.
 */
record MetricProposals(
        String namespace, int replicas, List<Pod> pods, List<ObjectNode> usage, Tolerance tolerance, Instant now) {
    private static final String NOT_SERVED = ": the server could not find the requested resource";

    MetricProposal of(JsonNode metric) throws MetricFault {
        String type = metric.path("type").asString("");
        JsonNode source = metric.path(field(type));
        String name = source.path("metric").path("name").asString("");
        return switch (type) {
            case "Resource" -> resource(source, "", "FailedGetResourceMetric", "resource");
            case "ContainerResource" ->
                resource(
                        source,
                        source.path("container").asString(""),
                        "FailedGetContainerResourceMetric",
                        "containerResource");
            case "Pods" ->
                throw new MetricFault(
                        "FailedGetPodsMetric",
                        "unable to get metric " + name + ": unable to fetch metrics from custom metrics API"
                                + NOT_SERVED);
            case "Object" -> {
                JsonNode object = source.path("describedObject");
                throw new MetricFault(
                        "FailedGetObjectMetric",
                        "unable to get metric " + name + ": "
                                + object.path("kind").asString("") + " on " + namespace
                                + " " + object.path("name").asString("")
                                + "/unable to fetch metrics from custom metrics API" + NOT_SERVED);
            }
            case "External" ->
                throw new MetricFault(
                        "FailedGetExternalMetric",
                        "unable to get external metric " + namespace + "/" + name
                                + ": unable to fetch metrics from external metrics API" + NOT_SERVED);
            default -> throw new MetricFault("InvalidMetricSourceType", "unknown metric source type \"" + type + "\"");
        };
    }

    private static String field(String type) {
        return type.isEmpty() ? type : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    private MetricProposal resource(JsonNode source, String container, String reason, String field) throws MetricFault {
        String resource = source.path("name").asString("");
        JsonNode target = source.path("target");
        boolean share = target.path("type").asString("").equals("Utilization");
        try {
            ReplicaCount count = count(resource, container, share, target);
            String sort = container.isEmpty() ? " resource" : " container resource";
            String name = resource + sort + (share ? " utilization (percentage of request)" : "");
            return new MetricProposal(count.replicas(), name, status(field, source, container, count));
        } catch (MetricFault fault) {
            throw new MetricFault(
                    reason,
                    "failed to get " + resource + (share ? " utilization: " : " usage: ")
                            + (fault.message().startsWith("no metrics returned from")
                                    ? "unable to get metrics for resource " + resource + ": "
                                    : "")
                            + fault.message());
        }
    }

    private ReplicaCount count(String resource, String container, boolean share, JsonNode target) throws MetricFault {
        PodValues values = ResourceFigures.used(usage, pods, resource, container);
        if (pods.isEmpty()) {
            throw new MetricFault("", "no pods returned by selector while calculating replica count");
        }
        PodGroups groups = PodGroups.of(pods, values, resource, now);
        var state = new ReplicaCount.Now(replicas, groups, values.milli(), tolerance);
        if (!share) return ReplicaCount.ofAverage(state, milli(target.path("averageValue")));
        Map<String, Long> requests = ResourceFigures.requested(pods, resource, container);
        return ReplicaCount.ofUtilization(
                state, requests, target.path("averageUtilization").asInt(1));
    }

    private static ObjectNode status(String field, JsonNode source, String container, ReplicaCount count) {
        ObjectNode status = Json.object().put("type", Character.toUpperCase(field.charAt(0)) + field.substring(1));
        ObjectNode of = status.putObject(field).put("name", source.path("name").asString(""));
        if (!container.isEmpty()) of.put("container", container);
        ObjectNode current = of.putObject("current").put("averageValue", ResourceFigures.text(count.average()));
        count.utilization().ifPresent(percent -> current.put("averageUtilization", percent));
        return status;
    }

    private static long milli(JsonNode quantity) {
        String text = quantity.asString("1");
        return Quantity.fault(text) == null ? Math.max(1, ResourceFigures.milli(text)) : 1;
    }
}
