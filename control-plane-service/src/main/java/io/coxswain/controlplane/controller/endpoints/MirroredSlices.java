package io.coxswain.controlplane.controller.endpoints;

import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The slices that say the same as a hand-made Endpoints object: one for each subset and family of addresses. */
final class MirroredSlices {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

    /** A subset's further addresses are left out. */
    private static final int MOST_ADDRESSES = 1000;

    private MirroredSlices() {}

    static List<ObjectNode> of(Endpoints endpoints) {
        List<ObjectNode> slices = new ArrayList<>();
        for (JsonNode subset : Json.tree(endpoints).path("subsets")) {
            for (String family : List.of("IPv4", "IPv6")) {
                ArrayNode members = members(subset, family);
                if (!members.isEmpty()) slices.add(slice(endpoints, family, members, ports(subset)));
            }
        }
        return slices;
    }

    private static ArrayNode members(JsonNode subset, String family) {
        ArrayNode members = Json.MAPPER.createArrayNode();
        for (String field : List.of("addresses", "notReadyAddresses")) {
            for (JsonNode address : subset.path(field)) {
                String ip = address.path("ip").asString("");
                boolean isIpv4 = AddressRange.isAddress(ip);
                if (isIpv4 != family.equals("IPv4") || members.size() >= MOST_ADDRESSES) continue;
                ObjectNode member = members.addObject();
                member.putArray("addresses").add(ip);
                member.putObject("conditions").put("ready", field.equals("addresses"));
                for (String kept : List.of("hostname", "nodeName", "targetRef")) {
                    if (address.path(kept).isString() || address.path(kept).isObject()) {
                        member.set(kept, address.get(kept).deepCopy());
                    }
                }
            }
        }
        return members;
    }

    private static ArrayNode ports(JsonNode subset) {
        ArrayNode ports = Json.MAPPER.createArrayNode();
        for (JsonNode port : subset.path("ports")) {
            ObjectNode entry = ports.addObject()
                    .put("name", port.path("name").asString(""))
                    .put("port", port.path("port").asInt())
                    .put("protocol", port.path("protocol").asString("TCP"));
            if (port.path("appProtocol").isString()) entry.set("appProtocol", port.get("appProtocol"));
        }
        return ports;
    }

    private static ObjectNode slice(Endpoints endpoints, String family, ArrayNode members, ArrayNode ports) {
        String name = endpoints.getMetadata().getName();
        ObjectNode slice = Json.object().put("kind", "EndpointSlice").put("apiVersion", "discovery.k8s.io/v1");
        ObjectNode metadata = slice.putObject("metadata")
                .put("generateName", name + "-")
                .put("namespace", endpoints.getMetadata().getNamespace());
        ObjectNode labels = metadata.putObject("labels");
        Objects.requireNonNullElse(endpoints.getMetadata().getLabels(), Map.<String, String>of())
                .forEach(labels::put);
        labels.put(SERVICE_NAME, name).put(MANAGED_BY, MANAGER);
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.ENDPOINTS, endpoints));
        slice.put("addressType", family);
        slice.set("endpoints", members);
        slice.set("ports", ports);
        return slice;
    }
}
