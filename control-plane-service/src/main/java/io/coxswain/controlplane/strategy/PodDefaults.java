package io.coxswain.controlplane.strategy;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Pod's spec says where its author says nothing. */
final class PodDefaults {
    private static final int FILE_MODE = 0644;
    private static final int TOKEN_SECONDS = 3600;

    private PodDefaults() {}

    static void apply(ObjectNode spec) {
        Fields.setDefault(spec, "restartPolicy", "Always");
        Fields.setDefault(spec, "dnsPolicy", "ClusterFirst");
        Fields.setDefault(spec, "schedulerName", "default-scheduler");
        Fields.setDefault(spec, "terminationGracePeriodSeconds", 30);
        Fields.ensure(spec, "securityContext");
        boolean hostNetwork = spec.path("hostNetwork").asBoolean(false);
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            Fields.objects(spec, list).forEach(container -> container(container, hostNetwork));
        }
        Fields.objects(spec, "volumes").forEach(PodDefaults::volume);
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        Fields.setDefault(container, "imagePullPolicy", pullPolicy(Fields.text(container, "image")));
        Fields.setDefault(container, "terminationMessagePath", "/dev/termination-log");
        Fields.setDefault(container, "terminationMessagePolicy", "File");
        for (ObjectNode port : Fields.objects(container, "ports")) {
            Fields.setDefault(port, "protocol", "TCP");
            if (hostNetwork && Fields.has(port, "containerPort")) {
                Fields.setDefault(port, "hostPort", port.path("containerPort").asLong());
            }
        }
        for (ObjectNode variable : Fields.objects(container, "env")) {
            if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode reference) {
                Fields.setDefault(reference, "apiVersion", "v1");
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.path(probe) instanceof ObjectNode present) probe(present);
        }
        for (String hook : List.of("postStart", "preStop")) {
            if (container.path("lifecycle").path(hook).path("httpGet") instanceof ObjectNode get) httpGet(get);
        }
        requestsFromLimits(Fields.ensure(container, "resources"));
    }

    /** {@code Always} where the image may move: no tag, or the tag {@code latest}, and no digest. */
    private static String pullPolicy(String image) {
        if (image.contains("@")) return "IfNotPresent";
        String name = image.substring(image.lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        return colon < 0 || name.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    private static void probe(ObjectNode probe) {
        defaultPositive(probe, "timeoutSeconds", 1);
        defaultPositive(probe, "periodSeconds", 10);
        defaultPositive(probe, "successThreshold", 1);
        defaultPositive(probe, "failureThreshold", 3);
        if (probe.path("httpGet") instanceof ObjectNode get) httpGet(get);
        if (probe.path("grpc") instanceof ObjectNode call && !Fields.has(call, "service")) call.put("service", "");
    }

    private static void httpGet(ObjectNode get) {
        Fields.setDefault(get, "path", "/");
        Fields.setDefault(get, "scheme", "HTTP");
    }

    private static void defaultPositive(ObjectNode object, String field, long value) {
        if (object.path(field).asLong(0) == 0) object.put(field, value);
    }

    private static void requestsFromLimits(ObjectNode resources) {
        if (!(resources.path("limits") instanceof ObjectNode limits) || limits.isEmpty()) return;
        ObjectNode requests = Fields.ensure(resources, "requests");
        limits.properties().forEach(limit -> {
            if (!requests.has(limit.getKey())) requests.set(limit.getKey(), limit.getValue());
        });
    }

    private static void volume(ObjectNode volume) {
        if (volume.path("image") instanceof ObjectNode image) {
            Fields.setDefault(image, "pullPolicy", pullPolicy(Fields.text(image, "reference")));
        }
        for (String type : List.of("configMap", "secret", "downwardAPI", "projected")) {
            if (volume.path(type) instanceof ObjectNode source) Fields.setDefault(source, "defaultMode", FILE_MODE);
        }
        downward(volume.path("downwardAPI"));
        for (ObjectNode source : Fields.objects(volume.path("projected"), "sources")) {
            downward(source.path("downwardAPI"));
            if (source.path("serviceAccountToken") instanceof ObjectNode token) {
                Fields.setDefault(token, "expirationSeconds", TOKEN_SECONDS);
            }
        }
        if (volume.path("hostPath") instanceof ObjectNode source && !source.has("type")) source.put("type", "");
        boolean hasSource =
                volume.properties().stream().anyMatch(entry -> !entry.getKey().equals("name"));
        if (!hasSource) volume.putObject("emptyDir");
    }

    private static void downward(JsonNode source) {
        for (ObjectNode item : Fields.objects(source, "items")) {
            if (item.path("fieldRef") instanceof ObjectNode reference) {
                Fields.setDefault(reference, "apiVersion", "v1");
            }
        }
    }
}
