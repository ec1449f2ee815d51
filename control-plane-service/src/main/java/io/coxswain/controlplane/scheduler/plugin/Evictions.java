package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Ends Pods to make room for another. At most {@value #PARALLEL} preemptions are written at a time; more wait. */
public final class Evictions {
    private static final Logger log = LoggerFactory.getLogger(Evictions.class);
    private static final int PARALLEL = 32;
    private static final String CONDITION = "DisruptionTarget";
    private static final String REASON = "PreemptionByScheduler";

    private final Api api;
    private final EventRecorder events;
    private final Clock clock;
    private final Semaphore permits = new Semaphore(PARALLEL);
    /** Pods for which others are being ended. */
    private final Set<String> underway = ConcurrentHashMap.newKeySet();

    public Evictions(Api api, EventRecorder events, Clock clock) {
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    /** Whether a Pod is ending because it was preempted. */
    static boolean isPreempted(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() == null || pod.getStatus() == null) return false;
        return Objects.requireNonNullElse(
                        pod.getStatus().getConditions(), List.<io.fabric8.kubernetes.api.model.PodCondition>of())
                .stream()
                .anyMatch(condition -> CONDITION.equals(condition.getType())
                        && "True".equals(condition.getStatus())
                        && REASON.equals(condition.getReason()));
    }

    /** Whether Pods are being ended for this one; until they are, it is not to choose others. */
    boolean isUnderway(PodInfo preemptor) {
        return underway.contains(preemptor.uid());
    }

    /** Returns at once. The Pods in {@code displaced} are no longer to come to the node. */
    void evict(PodInfo preemptor, Victims victims, List<PodInfo> displaced) {
        underway.add(preemptor.uid());
        Thread.ofVirtual().name("preemption for " + preemptor.key()).start(() -> {
            permits.acquireUninterruptibly();
            try {
                displaced.forEach(this::denominate);
                victims.pods().forEach(victim -> evict(preemptor, victim, victims.node()));
            } finally {
                underway.remove(preemptor.uid());
                permits.release();
            }
        });
    }

    private void evict(PodInfo preemptor, PodInfo victim, String node) {
        if (victim.terminating()) return;
        try {
            api.patch(Kinds.POD, victim.key(), PatchType.STRATEGIC, condition(preemptor), "status");
            api.delete(Kinds.POD, victim.key(), DeleteOptions.ofUid(victim.uid()));
            events.normal(
                    Subject.of(Kinds.POD, victim.pod()),
                    "Preempted",
                    "Preempted by pod " + preemptor.uid() + " on node " + node);
        } catch (ApiException refused) {
            // gone already, as it is meant to be; otherwise the preemptor is tried again and chooses anew
            if (!refused.is(Reason.NotFound) && !refused.is(Reason.Conflict)) {
                log.warn("preemption of {}: {}", victim.key(), refused.getMessage());
            }
        }
    }

    private ObjectNode condition(PodInfo preemptor) {
        ObjectNode patch = Json.object();
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", CONDITION)
                .put("status", "True")
                .put("reason", REASON)
                .put("message", preemptor.schedulerName() + ": preempting to accommodate a higher priority pod")
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return patch;
    }

    private void denominate(PodInfo pod) {
        ObjectNode patch = Json.object();
        patch.putObject("status").putNull("nominatedNodeName");
        try {
            api.patch(Kinds.POD, pod.key(), PatchType.MERGE, patch, "status");
        } catch (ApiException refused) {
            if (!refused.is(Reason.NotFound)) log.warn("nomination of {}: {}", pod.key(), refused.getMessage());
        }
    }
}
