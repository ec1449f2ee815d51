package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions that the agent answers for, beside those of others, which stay as they are. */
record PodConditions(PodView view, PodPhase phase, boolean initialized, JsonNode containers, JsonNode inits) {
    static final String DISRUPTED = "DisruptionTarget";
    static final String BY_KUBELET = "TerminationByKubelet";
    private static final String PENDING = "PodResizePending";
    private static final String IN_PROGRESS = "PodResizeInProgress";
    private static final Set<String> OWN =
            Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", PENDING, IN_PROGRESS);

    ArrayNode tree() {
        ArrayNode conditions = Json.MAPPER.createArrayNode();
        conditions.add(condition("PodReadyToStartContainers", view.sandbox().isPresent(), null, null));
        conditions.add(initializedCondition());
        List<String> unready = unready();
        boolean done = phase == PodPhase.Succeeded;
        boolean ready = unready.isEmpty() && !phase.isFinal() && initialized;
        String reason =
                ready ? null : done ? "PodCompleted" : phase == PodPhase.Failed ? "PodFailed" : "ContainersNotReady";
        String message =
                ready || phase.isFinal() ? null : "containers with unready status: [" + String.join(" ", unready) + "]";
        String gates = ready ? closedGates() : "";
        if (gates.isEmpty()) conditions.add(condition("Ready", ready, reason, message));
        else conditions.add(condition("Ready", false, "ReadinessGatesNotReady", gates));
        conditions.add(condition("ContainersReady", ready, reason, message));
        resize(PENDING, view.resize().pending()).ifPresent(conditions::add);
        resize(IN_PROGRESS, view.resize().inProgress()).ifPresent(conditions::add);
        boolean disrupted = false;
        for (var other : Json.tree(view.pod()).path("status").path("conditions")) {
            String type = other.path("type").asString("");
            disrupted |= type.equals(DISRUPTED);
            if (!OWN.contains(type)) conditions.add(other.deepCopy());
        }
        // What this agent has told of an eviction may not have come back from the API yet.
        if (!disrupted) evicted().forEach(conditions::add);
        return conditions;
    }

    private List<JsonNode> evicted() {
        return view.before()
                .path("conditions")
                .valueStream()
                .filter(told -> told.path("type").asString("").equals(DISRUPTED)
                        && told.path("reason").asString("").equals(BY_KUBELET))
                .map(JsonNode::deepCopy)
                .toList();
    }

    private Optional<ObjectNode> resize(String type, ResizeProgress.@Nullable Note note) {
        if (note == null || phase.isFinal()) return Optional.empty();
        ObjectNode condition = condition(
                type,
                true,
                note.reason().isEmpty() ? null : note.reason(),
                note.message().isEmpty() ? null : note.message());
        return Optional.of(condition.put("observedGeneration", note.generation()));
    }

    private List<String> unready() {
        List<String> unready = new ArrayList<>();
        for (JsonNode container : inits) {
            String name = container.path("name").asString("");
            boolean sidecar = DeclaredContainer.find(view.pod(), name)
                    .filter(declared -> declared.role() == DeclaredContainer.Role.SIDECAR)
                    .isPresent();
            if (sidecar && !container.path("ready").asBoolean(false)) unready.add(name);
        }
        for (JsonNode container : containers) {
            if (!container.path("ready").asBoolean(false))
                unready.add(container.path("name").asString(""));
        }
        return unready;
    }

    /** What keeps the Pod from being ready although its containers are: conditions that others have to set. */
    private String closedGates() {
        var closed = new ArrayList<String>();
        for (PodReadinessGate gate : view.pod().getSpec().getReadinessGates()) {
            String type = gate.getConditionType();
            String status = "";
            for (var condition : Json.tree(view.pod()).path("status").path("conditions")) {
                if (condition.path("type").asString("").equals(type))
                    status = condition.path("status").asString("");
            }
            if (status.isEmpty())
                closed.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            else if (!status.equals("True"))
                closed.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but " + status);
        }
        return closed.size() > 1 ? "[" + String.join(", ", closed) + "]" : String.join("", closed);
    }

    private ObjectNode initializedCondition() {
        if (initialized)
            return condition("Initialized", true, phase == PodPhase.Succeeded ? "PodCompleted" : null, null);
        List<String> incomplete = InitContainers.incomplete(view.pod(), view.containers(), view.verdicts());
        return condition(
                "Initialized",
                false,
                "ContainersNotInitialized",
                "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
    }

    private ObjectNode condition(String type, boolean holds, @Nullable String reason, @Nullable String message) {
        String status = holds ? "True" : "False";
        ObjectNode condition = Json.object().put("type", type).put("status", status);
        Long generation = view.pod().getMetadata().getGeneration();
        if (generation != null) condition.put("observedGeneration", generation);
        if (reason != null) condition.put("reason", reason);
        if (message != null) condition.put("message", message);
        condition.putNull("lastProbeTime");
        return condition.put("lastTransitionTime", since(type, status));
    }

    private String since(String type, String status) {
        for (JsonNode known : view.before().path("conditions")) {
            boolean same = known.path("type").asString("").equals(type)
                    && known.path("status").asString("").equals(status);
            if (same) return known.path("lastTransitionTime").asString("");
        }
        return view.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
