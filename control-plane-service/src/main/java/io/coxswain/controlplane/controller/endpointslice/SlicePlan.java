package io.coxswain.controlplane.controller.endpointslice;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to write so that the slices of a Service list its Pods. Endpoints stay in the slice that they are in, new ones
 * fill slices with room, and a Service without endpoints keeps one empty slice.
 */
record SlicePlan(List<ObjectNode> create, List<ObjectNode> update, List<EndpointSlice> delete) {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final int MOST_ENDPOINTS = 100;

    private static final String HEADLESS = "service.kubernetes.io/headless";

    static SlicePlan of(Service service, List<Pod> pods, List<EndpointSlice> known) {
        // Pods may resolve a named port to different numbers: each set of ports has slices of its own
        var byPorts = new LinkedHashMap<ArrayNode, Map<String, ObjectNode>>();
        for (Pod pod : pods) {
            byPorts.computeIfAbsent(PodEndpoints.ports(service, pod), _ -> new TreeMap<>())
                    .put(pod.getMetadata().getUid(), PodEndpoints.endpoint(service, pod));
        }
        var plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var left = new ArrayList<>(known);
        byPorts.forEach((ports, endpoints) -> plan.fill(service, ports, endpoints, left));
        if (byPorts.isEmpty()) plan.keepOneEmpty(service, left);
        plan.delete.addAll(left);
        return plan;
    }

    private void fill(Service service, ArrayNode ports, Map<String, ObjectNode> endpoints, List<EndpointSlice> left) {
        List<EndpointSlice> mine =
                left.stream().filter(slice -> samePorts(slice, ports)).toList();
        left.removeAll(mine);
        var rest = new TreeMap<>(endpoints);
        var contents = new LinkedHashMap<EndpointSlice, List<ObjectNode>>();
        for (EndpointSlice slice : mine) {
            var kept = new ArrayList<ObjectNode>();
            slice.getEndpoints().forEach(endpoint -> {
                ObjectNode now = endpoint.getTargetRef() == null
                        ? null
                        : rest.remove(endpoint.getTargetRef().getUid());
                if (now != null) kept.add(now);
            });
            contents.put(slice, kept);
        }
        contents.forEach((slice, kept) -> {
            while (kept.size() < MOST_ENDPOINTS && !rest.isEmpty())
                kept.add(rest.pollFirstEntry().getValue());
            if (kept.isEmpty()) delete.add(slice);
            else updateIfChanged(service, slice, ports, kept);
        });
        while (!rest.isEmpty()) {
            var batch = new ArrayList<ObjectNode>();
            while (batch.size() < MOST_ENDPOINTS && !rest.isEmpty())
                batch.add(rest.pollFirstEntry().getValue());
            create.add(slice(service, ports, batch));
        }
    }

    private void keepOneEmpty(Service service, List<EndpointSlice> left) {
        ArrayNode noPorts = Json.MAPPER.createArrayNode();
        if (left.isEmpty()) create.add(slice(service, noPorts, List.of()));
        else updateIfChanged(service, left.removeFirst(), noPorts, List.of());
    }

    private void updateIfChanged(Service service, EndpointSlice slice, ArrayNode ports, List<ObjectNode> endpoints) {
        ObjectNode wanted = slice(service, ports, endpoints);
        ObjectNode now = Json.tree(slice);
        boolean same = same(wanted, now, "endpoints")
                && same(wanted, now, "ports")
                && Metadata.labels(wanted).equals(Metadata.labels(now));
        if (same) return;
        ObjectNode metadata = Metadata.of(wanted);
        metadata.remove("generateName");
        metadata.put("name", slice.getMetadata().getName())
                .put("uid", slice.getMetadata().getUid())
                .put("resourceVersion", slice.getMetadata().getResourceVersion());
        if (slice.getMetadata().getAnnotations() != null) {
            metadata.set("annotations", Json.tree(slice.getMetadata().getAnnotations()));
        }
        update.add(wanted);
    }

    private static ObjectNode slice(Service service, ArrayNode ports, List<ObjectNode> endpoints) {
        ObjectNode slice = Json.object().put("kind", "EndpointSlice").put("apiVersion", "discovery.k8s.io/v1");
        String name = service.getMetadata().getName();
        ObjectNode metadata = slice.putObject("metadata")
                .put("generateName", name + "-")
                .put("namespace", service.getMetadata().getNamespace());
        ObjectNode labels = metadata.putObject("labels");
        Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.<String, String>of())
                .forEach(labels::put);
        labels.remove(HEADLESS);
        labels.put(SERVICE_NAME, name).put(MANAGED_BY, MANAGER);
        if ("None".equals(service.getSpec().getClusterIP())) labels.put(HEADLESS, "");
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.SERVICE, service));
        slice.put("addressType", "IPv4");
        ArrayNode list = slice.putArray("endpoints");
        endpoints.forEach(list::add);
        slice.set("ports", ports.deepCopy());
        return slice;
    }

    private static boolean samePorts(EndpointSlice slice, ArrayNode ports) {
        ObjectNode wanted = Json.object();
        wanted.set("ports", ports);
        return same(wanted, Json.tree(slice), "ports");
    }

    /** Compares as the typed view sees it, so that absent and empty are the same. */
    private static boolean same(ObjectNode wanted, ObjectNode now, String field) {
        ObjectNode one = Json.object();
        one.set(field, wanted.path(field).deepCopy());
        JsonNode viewed = Json.tree(Json.view(one, EndpointSlice.class)).path(field);
        return texts(viewed).equals(texts(now.path(field)));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(item -> texts.add(item.toString()));
        return texts;
    }
}
