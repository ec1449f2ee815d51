package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives a Pod the number and the preemption policy of its priority class, and lets one class be the default. */
public final class PriorityOfPod implements AdmissionRule {
    private static final String DEFAULT_POLICY = "PreemptLowerPriority";

    /** The classes that are there before anybody makes their objects. */
    private static final Map<String, Integer> SYSTEM =
            Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

    private record Priority(String className, int value, String policy) {}

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return;
        ObjectNode spec = (ObjectNode) request.given().path("spec");
        Priority priority = priority(request, spec.path("priorityClassName").asString(""));
        JsonNode given = spec.path("priority");
        if (given.isNumber() && given.intValue() != priority.value()) {
            throw request.forbidden("the integer value of priority (" + given.intValue()
                    + ") must not be provided in pod spec; priority admission controller computed " + priority.value()
                    + " from the given PriorityClass name");
        }
        JsonNode policy = spec.path("preemptionPolicy");
        if (policy.isString() && !policy.stringValue().equals(priority.policy())) {
            throw request.forbidden("the string value of PreemptionPolicy (" + policy.stringValue()
                    + ") must not be provided in pod spec; priority admission controller computed "
                    + priority.policy() + " from the given PriorityClass name");
        }
        if (!priority.className().isEmpty()) spec.put("priorityClassName", priority.className());
        spec.put("priority", priority.value()).put("preemptionPolicy", priority.policy());
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        boolean written = request.creates(Kinds.PRIORITY_CLASS) || request.updates(Kinds.PRIORITY_CLASS);
        if (!written || !request.given().path("globalDefault").asBoolean(false)) return Terms.NONE;
        Optional<ObjectNode> other = defaultClass(request)
                .filter(found -> !Metadata.name(found).equals(request.key().name()));
        if (other.isPresent()) {
            throw request.forbidden("PriorityClass " + Metadata.name(other.get())
                    + " is already marked as default. Only one default can exist");
        }
        return Terms.NONE;
    }

    private static Priority priority(AdmissionRequest request, String className) {
        if (className.isEmpty()) {
            return defaultClass(request).map(PriorityOfPod::of).orElse(new Priority("", 0, DEFAULT_POLICY));
        }
        return request.snapshot()
                .get(new StoreKey(Kinds.PRIORITY_CLASS.resource(), "", className))
                .map(found -> of(Json.parseObject(found.json())))
                .or(() -> Optional.ofNullable(SYSTEM.get(className))
                        .map(value -> new Priority(className, value, DEFAULT_POLICY)))
                .orElseThrow(() -> request.forbidden("no PriorityClass with name " + className + " was found"));
    }

    /** The one of least value, should there be several. */
    private static Optional<ObjectNode> defaultClass(AdmissionRequest request) {
        return request.snapshot()
                .list(Kinds.PRIORITY_CLASS.resource(), "", null)
                .map(found -> Json.parseObject(found.json()))
                .filter(found -> found.path("globalDefault").asBoolean(false))
                .min(Comparator.comparingInt(found -> found.path("value").asInt(0)));
    }

    private static Priority of(ObjectNode priorityClass) {
        return new Priority(
                Metadata.name(priorityClass),
                priorityClass.path("value").asInt(0),
                priorityClass.path("preemptionPolicy").asString(DEFAULT_POLICY));
    }
}
