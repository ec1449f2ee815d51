package io.coxswain.controlplane.resource;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/eviction}: deletes a Pod where the PodDisruptionBudget that covers it has room for that. */
public final class PodEviction implements CreatedSubresource {
    private static final Set<String> NOT_RUNNING = Set.of("Pending", "Succeeded", "Failed");

    private final ResourceService resources;
    private final Clock clock;

    public PodEviction(ResourceService resources, Clock clock) {
        this.resources = resources;
        this.clock = clock;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.POD;
    }

    @Override
    public String subresource() {
        return "eviction";
    }

    @Override
    public ObjectNode create(ObjectKey key, ObjectNode eviction, WriteOptions options) {
        String name = Metadata.name(eviction);
        if (!name.isEmpty() && !name.equals(key.name())) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object: " + name);
        }
        ObjectNode pod = tree(resources.get(Kinds.POD, key, ""));
        DeleteOptions how = deleteOptions(eviction.path("deleteOptions"));
        check(pod, how);
        if (!isOutOfBudget(pod)) {
            List<StoredObject> budgets = budgets(pod, key);
            if (budgets.size() > 1) {
                throw ApiException.internal(
                        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            }
            if (!budgets.isEmpty()) charge(tree(budgets.getFirst()), pod, options);
        }
        if (!options.dryRun()) mark(key, options);
        resources.delete(Kinds.POD, key, how, options);
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }

    /** A Pod that does not run, or is on its way out, is missed by no budget. */
    private static boolean isOutOfBudget(ObjectNode pod) {
        return Metadata.isTerminating(pod)
                || NOT_RUNNING.contains(pod.path("status").path("phase").asString(""));
    }

    private List<StoredObject> budgets(ObjectNode pod, ObjectKey key) {
        Selection all = Selection.parse(
                resources.strategy(Kinds.POD_DISRUPTION_BUDGET), Objects.requireNonNull(key.namespace()), "", "");
        return resources.list(Kinds.POD_DISRUPTION_BUDGET, ListRequest.newest(all)).items().stream()
                .filter(budget -> covers(tree(budget), pod))
                .toList();
    }

    private static boolean covers(ObjectNode budget, ObjectNode pod) {
        JsonNode selector = budget.path("spec").path("selector");
        if (!selector.isObject()) return false;
        var view = Json.view(selector, io.fabric8.kubernetes.api.model.LabelSelector.class);
        return LabelSelector.of(view).matches(Metadata.labels(pod));
    }

    /** Takes one disruption from the budget, or refuses; a Pod that is not ready may be free of it. */
    private void charge(ObjectNode budget, ObjectNode pod, WriteOptions options) {
        if (!isReady(pod)) {
            if (budget.at("/spec/unhealthyPodEvictionPolicy").asString("").equals("AlwaysAllow")) return;
            long healthy = budget.at("/status/currentHealthy").asLong(0);
            long wanted = budget.at("/status/desiredHealthy").asLong(0);
            if (healthy >= wanted && wanted > 0) return;
        }
        resources.change(
                Kinds.POD_DISRUPTION_BUDGET,
                Metadata.key(budget),
                "status",
                current -> DisruptionCharge.apply(current, Metadata.name(pod), now()),
                options);
    }

    private static boolean isReady(ObjectNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** Says in the Pod why it goes. */
    private void mark(ObjectKey key, WriteOptions options) {
        resources.change(
                Kinds.POD,
                key,
                "status",
                pod -> {
                    ObjectNode status =
                            pod.path("status") instanceof ObjectNode present ? present : pod.putObject("status");
                    ArrayNode conditions = status.path("conditions") instanceof ArrayNode present
                            ? present
                            : status.putArray("conditions");
                    conditions.removeIf(
                            condition -> condition.path("type").asString("").equals("DisruptionTarget"));
                    conditions
                            .addObject()
                            .put("type", "DisruptionTarget")
                            .put("status", "True")
                            .put("reason", "EvictionByEvictionAPI")
                            .put("message", "Eviction API: evicting")
                            .put("lastTransitionTime", now().toString());
                    Metadata.of(pod).remove("resourceVersion");
                    return pod;
                },
                options);
    }

    private static void check(ObjectNode pod, DeleteOptions how) {
        if (how.uid() != null && !how.uid().equals(Metadata.uid(pod))) {
            throw ApiException.conflict(
                    Kinds.POD,
                    Metadata.name(pod),
                    "Precondition failed: UID in precondition: " + how.uid() + ", UID in object meta: "
                            + Metadata.uid(pod));
        }
        if (how.resourceVersion() != null && !how.resourceVersion().equals(Metadata.resourceVersion(pod))) {
            throw ApiException.conflict(
                    Kinds.POD,
                    Metadata.name(pod),
                    "Precondition failed: ResourceVersion in precondition: " + how.resourceVersion()
                            + ", ResourceVersion in object meta: " + Metadata.resourceVersion(pod));
        }
    }

    /** The version was checked already; the mark makes a new one. */
    private static DeleteOptions deleteOptions(JsonNode options) {
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode conditions = options.path("preconditions");
        return new DeleteOptions(
                grace.isNumber() ? Long.valueOf(grace.asLong()) : null,
                text(options.path("propagationPolicy")),
                text(conditions.path("uid")),
                null);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private static ObjectNode tree(StoredObject stored) {
        return stored.body().tree(stored.revision());
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
    }
}
