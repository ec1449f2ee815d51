package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives a Pod what its RuntimeClass says: what the runtime itself takes, and the nodes that have it. */
public final class RuntimeClassOfPod implements AdmissionRule {
    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return;
        ObjectNode spec = (ObjectNode) request.given().path("spec");
        String name = spec.path("runtimeClassName").asString("");
        if (name.isEmpty()) return;
        ObjectNode runtime = request.snapshot()
                .get(new StoreKey(Kinds.RUNTIME_CLASS.resource(), "", name))
                .map(found -> Json.parseObject(found.json()))
                .orElseThrow(() -> request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found"));
        JsonNode overhead = runtime.path("overhead").path("podFixed");
        JsonNode own = spec.path("overhead");
        if (overhead.isEmpty() && !own.isEmpty()) throw withoutClass(request);
        if (!overhead.isEmpty()) {
            if (!own.isEmpty() && !Json.same(own, overhead)) {
                throw request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            spec.set("overhead", overhead.deepCopy());
        }
        scheduling(request, spec, runtime.path("scheduling"));
    }

    private static void scheduling(AdmissionRequest request, ObjectNode spec, JsonNode scheduling) {
        for (var label : scheduling.path("nodeSelector").properties()) {
            ObjectNode selector =
                    spec.path("nodeSelector") instanceof ObjectNode there ? there : spec.putObject("nodeSelector");
            String key = label.getKey();
            String wanted = label.getValue().asString("");
            String own = selector.path(key).asString(wanted);
            if (!own.equals(wanted)) {
                throw request.forbidden("conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + wanted
                        + "; pod.spec.nodeSelector[" + key + "] = " + own);
            }
            selector.put(key, wanted);
        }
        for (JsonNode toleration : scheduling.path("tolerations")) {
            ArrayNode tolerations =
                    spec.path("tolerations") instanceof ArrayNode there ? there : spec.putArray("tolerations");
            if (tolerations.valueStream().noneMatch(own -> Json.same(own, toleration))) {
                tolerations.add(toleration.deepCopy());
            }
        }
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return Terms.NONE;
        JsonNode spec = request.given().path("spec");
        boolean bare = spec.path("runtimeClassName").asString("").isEmpty();
        if (bare && !spec.path("overhead").isEmpty()) {
            throw withoutClass(request);
        }
        return Terms.NONE;
    }

    private static ApiException withoutClass(AdmissionRequest request) {
        return request.forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
}
