package io.coxswain.controlplane.controller.disruption;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.Scales;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts the healthy Pods of a budget, and says how many of them may go. */
public final class DisruptionReconciler implements Reconciler<PodDisruptionBudget> {
    private static final Duration EVICTED_PODS_GO_WITHIN = Duration.ofMinutes(2);
    /** Custom resources and their kinds are not watched. */
    private static final Duration FAILED_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Api api;
    private final ControllerScales scales;
    private final Informer<PodDisruptionBudget> budgets;
    private final Informer<Pod> pods;
    private final EventRecorder events;
    private final Clock clock;

    public DisruptionReconciler(
            Api api, Informers informers, KindCatalog kinds, Scales scales, EventRecorder events, Clock clock) {
        this.api = api;
        this.scales = new ControllerScales(informers, kinds, scales);
        this.budgets = informers.of(Kinds.POD_DISRUPTION_BUDGET);
        this.pods = informers.of(Kinds.POD);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Watches<PodDisruptionBudget> watches() {
        return Watches.of(Kinds.POD_DISRUPTION_BUDGET)
                .wokenBy(Kinds.POD, this::thoseThatCover)
                .wokenBy(
                        Kinds.DEPLOYMENT,
                        owner -> inNamespace(owner.getMetadata().getNamespace()))
                .wokenBy(
                        Kinds.REPLICA_SET,
                        owner -> inNamespace(owner.getMetadata().getNamespace()))
                .wokenBy(
                        Kinds.STATEFUL_SET,
                        owner -> inNamespace(owner.getMetadata().getNamespace()))
                .wokenBy(
                        Kinds.REPLICATION_CONTROLLER,
                        owner -> inNamespace(owner.getMetadata().getNamespace()));
    }

    @Override
    public Outcome reconcile(PodDisruptionBudget budget) {
        Instant now = clock.instant();
        List<Pod> covered = pods.list(budget.getMetadata().getNamespace()).stream()
                .filter(pod -> covers(budget, pod))
                .toList();
        Subject subject = Subject.of(Kinds.POD_DISRUPTION_BUDGET, budget);
        ObjectNode status = Json.object();
        try {
            ExpectedPods expected = ExpectedPods.of(budget, covered, scales);
            Map<String, String> disrupted = disrupted(budget, covered, now);
            int healthy = (int) covered.stream()
                    .filter(pod -> !Pods.isTerminating(pod)
                            && !disrupted.containsKey(pod.getMetadata().getName())
                            && Pods.isReady(pod))
                    .count();
            int allowed = expected.expected() <= 0 ? 0 : Math.max(0, healthy - expected.desired());
            status.put("currentHealthy", healthy)
                    .put("desiredHealthy", expected.desired())
                    .put("expectedPods", expected.expected())
                    .put("disruptionsAllowed", allowed);
            status.set("disruptedPods", Json.tree(disrupted));
            condition(status, budget, allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now);
            status.put("observedGeneration", budget.getMetadata().getGeneration());
            write(budget, status);
            return disrupted.isEmpty()
                    ? Outcome.settled()
                    : Outcome.checkAgain(EVICTED_PODS_GO_WITHIN, "evicted Pods have to go");
        } catch (IllegalArgumentException unknown) {
            String why = String.valueOf(unknown.getMessage());
            events.warning(
                    subject,
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + why);
            // who cannot count allows nothing
            status.put("disruptionsAllowed", 0)
                    .put("observedGeneration", budget.getMetadata().getGeneration());
            condition(status, budget, false, "SyncFailed", why, now);
            write(budget, status);
            return Outcome.checkAgain(FAILED_AGAIN_AFTER, why);
        }
    }

    /** Evicted, but not yet seen to go; one that stays for too long is counted again. */
    private Map<String, String> disrupted(PodDisruptionBudget budget, List<Pod> covered, Instant now) {
        Map<String, String> kept = new TreeMap<>();
        if (budget.getStatus() == null || budget.getStatus().getDisruptedPods() == null) return kept;
        budget.getStatus().getDisruptedPods().forEach((name, since) -> {
            boolean stays = covered.stream()
                    .anyMatch(pod -> pod.getMetadata().getName().equals(name) && !Pods.isTerminating(pod));
            if (stays && Instant.parse(since).plus(EVICTED_PODS_GO_WITHIN).isAfter(now)) kept.put(name, since);
        });
        return kept;
    }

    private static void condition(
            ObjectNode status,
            PodDisruptionBudget budget,
            boolean allowed,
            String reason,
            String message,
            Instant now) {
        String value = allowed ? "True" : "False";
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        if (budget.getStatus() != null) {
            for (var known : Objects.requireNonNullElse(budget.getStatus().getConditions(), List.<Condition>of())) {
                boolean same = "DisruptionAllowed".equals(known.getType()) && value.equals(known.getStatus());
                if (same && known.getLastTransitionTime() != null) since = known.getLastTransitionTime();
            }
        }
        ObjectNode condition = status.putArray("conditions").addObject();
        condition
                .put("type", "DisruptionAllowed")
                .put("status", value)
                .put("observedGeneration", budget.getMetadata().getGeneration())
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message);
    }

    /** Only if nothing was evicted meanwhile: an eviction writes the same status. */
    private void write(PodDisruptionBudget budget, ObjectNode status) {
        JsonNode old = budget.getStatus() == null ? Json.object() : Json.tree(budget.getStatus());
        boolean same =
                status.properties().stream().allMatch(field -> isSame(old.path(field.getKey()), field.getValue()));
        if (same) return;
        if (status.path("disruptedPods") instanceof ObjectNode kept) {
            old.path("disruptedPods").propertyNames().forEach(name -> {
                if (!kept.has(name)) kept.putNull(name);
            });
        }
        ObjectNode patch = Json.object();
        Metadata.of(patch)
                .put("uid", budget.getMetadata().getUid())
                .put("resourceVersion", budget.getMetadata().getResourceVersion());
        patch.set("status", status);
        try {
            api.patch(Kinds.POD_DISRUPTION_BUDGET, ObjectKey.of(budget), PatchType.MERGE, patch, "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private static boolean isSame(JsonNode old, JsonNode now) {
        return Json.same(old, now) || (now.isObject() && now.isEmpty() && old.isEmpty());
    }

    private Stream<ObjectKey> thoseThatCover(Pod pod) {
        return budgets.list(pod.getMetadata().getNamespace()).stream()
                .filter(budget -> covers(budget, pod))
                .map(ObjectKey::of);
    }

    private Stream<ObjectKey> inNamespace(String namespace) {
        return budgets.list(namespace).stream().map(ObjectKey::of);
    }

    /** An absent selector covers nothing, an empty one everything. */
    private static boolean covers(PodDisruptionBudget budget, Pod pod) {
        var selector = budget.getSpec().getSelector();
        return selector != null && LabelSelector.of(selector).matches(Pods.labels(pod));
    }
}
