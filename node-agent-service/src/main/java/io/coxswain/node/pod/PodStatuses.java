package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.node.pod.DeclaredContainer.Role;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the status of a Pod. A field that does not apply is null, so that a merge removes what was there. */
final class PodStatuses {
    private final NodeServices services;
    private final ContainerStatuses containers;

    PodStatuses(NodeServices services) {
        this.services = services;
        this.containers = new ContainerStatuses(services);
    }

    ObjectNode of(PodView view) {
        Pod pod = view.pod();
        List<DeclaredContainer> inits = DeclaredContainer.of(pod, EnumSet.of(Role.INIT, Role.SIDECAR));
        boolean initialized = InitContainers.areDone(pod, view.containers(), view.before(), view.verdicts());
        Waiting notYet = initialized || inits.isEmpty() ? Waiting.creating() : Waiting.initializing();
        ObjectNode status = Json.object();
        JsonNode mains = containers.of(view, DeclaredContainer.of(pod, EnumSet.of(Role.MAIN)), notYet);
        JsonNode init = containers.of(view, inits, Waiting.initializing());
        List<DeclaredContainer> ephemeral = DeclaredContainer.of(pod, EnumSet.of(Role.EPHEMERAL));
        PodPhase phase = PodPhase.of(view, init, mains, initialized);
        addGeneration(pod, status);
        status.put("phase", phase.name());
        status.set("conditions", new PodConditions(view, phase, initialized, mains, init).tree());
        String node = services.network().address();
        status.put("hostIP", node);
        status.putArray("hostIPs").addObject().put("ip", node);
        addAddress(view, status);
        status.put("startTime", startTime(view));
        status.put("qosClass", QualityOfService.of(pod).name());
        status.set("containerStatuses", mains);
        if (!inits.isEmpty()) status.set("initContainerStatuses", init);
        if (!ephemeral.isEmpty()) {
            status.set("ephemeralContainerStatuses", containers.of(view, ephemeral, Waiting.creating()));
        }
        copy(view.before(), status, "reason");
        copy(view.before(), status, "message");
        return status;
    }

    /** The status of a Pod that ends for a reason of the agent's own. */
    ObjectNode failed(PodView view, String reason, String message) {
        ObjectNode status = Json.object();
        addGeneration(view.pod(), status);
        status.put("phase", PodPhase.Failed.name());
        status.put("reason", reason);
        status.put("message", message);
        status.put("startTime", startTime(view));
        status.put("qosClass", QualityOfService.of(view.pod()).name());
        // What was told of its containers is true until their end is told.
        for (Role role : Role.values()) {
            if (view.before().has(role.statuses())) {
                status.set(role.statuses(), view.before().path(role.statuses()).deepCopy());
            }
        }
        return status;
    }

    /**
     * The same for a Pod that the node ends to keep itself alive, which others may count against no budget of retries.
     */
    ObjectNode evicted(PodView view, String message) {
        ObjectNode status = failed(view, "Evicted", message);
        ArrayNode conditions = status.putArray("conditions");
        for (JsonNode known : view.before().path("conditions")) {
            if (!known.path("type").asString("").equals(PodConditions.DISRUPTED)) conditions.add(known.deepCopy());
        }
        ObjectNode condition =
                conditions.addObject().put("type", PodConditions.DISRUPTED).put("status", "True");
        Long generation = view.pod().getMetadata().getGeneration();
        if (generation != null) condition.put("observedGeneration", generation);
        condition.put("reason", PodConditions.BY_KUBELET).put("message", message);
        condition.put(
                "lastTransitionTime", view.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return status;
    }

    private static void addGeneration(Pod pod, ObjectNode status) {
        Long generation = pod.getMetadata().getGeneration();
        if (generation != null) status.put("observedGeneration", generation);
    }

    private static void addAddress(PodView view, ObjectNode status) {
        String address = view.sandbox()
                .map(PodSandbox::address)
                .orElse(view.over() ? view.before().path("podIP").asString("") : "");
        if (address.isEmpty()) {
            status.putNull("podIP");
            status.putNull("podIPs");
        } else {
            status.put("podIP", address);
            status.putArray("podIPs").addObject().put("ip", address);
        }
    }

    private static String startTime(PodView view) {
        return view.before()
                .path("startTime")
                .asString(view.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        String text = from.path(field).asString("");
        if (text.isEmpty()) to.putNull(field);
        else to.put(field, text);
    }
}
