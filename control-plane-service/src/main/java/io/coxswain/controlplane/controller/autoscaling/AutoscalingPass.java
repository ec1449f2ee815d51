package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One look at an autoscaler: decides, and puts into its status and events what was found and done. */
final class AutoscalingPass {
    private static final String ABLE = "AbleToScale";
    private static final String ACTIVE = "ScalingActive";
    private static final String LIMITED = "ScalingLimited";

    private final ObjectNode autoscaler;
    private final ObjectNode status;
    private final Subject subject;
    private final ScalingHistory history;
    private final EventRecorder events;
    private final Instant now;
    private final int desiredBefore;

    /** {@code replicas} is what the workload is to have, equal to {@code current} where nothing is to be done. */
    record Decision(int current, int replicas, String why) {}

    AutoscalingPass(ObjectNode autoscaler, Subject subject, ScalingHistory history, EventRecorder events, Instant now) {
        this.autoscaler = autoscaler;
        this.status = autoscaler.withObject("/status");
        this.subject = subject;
        this.history = history;
        this.events = events;
        this.now = now;
        this.desiredBefore = status.path("desiredReplicas").asInt(0);
        status.put("observedGeneration", autoscaler.at("/metadata/generation").asLong(0));
    }

    void cannotGetScale(String why) {
        events.warning(subject, "FailedGetScale", why);
        condition(
                ABLE,
                false,
                "FailedGetScale",
                "the HPA controller was unable to get the target's current scale: " + why);
    }

    void hasScale() {
        condition(ABLE, true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
    }

    void lacksSelector() {
        events.warning(subject, "SelectorRequired", "selector is required");
        condition(ACTIVE, false, "InvalidSelector", "the HPA target's scale is missing a selector");
    }

    void cannotReadSelector(String why) {
        String message = "couldn't convert selector into a corresponding internal selector object: " + why;
        events.warning(subject, "InvalidSelector", message);
        condition(ACTIVE, false, "InvalidSelector", message);
    }

    /** @param rivals all autoscalers that cover the Pods, this one among them */
    void sharesItsPods(String selector, List<String> rivals) {
        String message =
                "pods by selector " + selector + " are controlled by multiple HPAs: [" + String.join(" ", rivals) + "]";
        events.warning(subject, "AmbiguousSelector", message);
        events.warning(subject, "FailedComputeMetricsReplicas", message);
        condition(ACTIVE, false, "AmbiguousSelector", message);
    }

    /** {@code covered} are the Pods by which is scaled; empty where it has told that they cannot be known. */
    Decision decide(ObjectNode scale, Supplier<Optional<List<Pod>>> covered, Supplier<List<ObjectNode>> usage) {
        int current = scale.at("/spec/replicas").asInt(0);
        history.begin(now, current);
        ScalingBehavior behavior = ScalingBehavior.of(autoscaler.path("spec"));
        status.put("currentReplicas", current);
        if (current == 0) {
            condition(
                    ACTIVE,
                    false,
                    "ScalingDisabled",
                    "scaling is disabled since the replica count of the target is zero");
            return rest(current, 0);
        }
        if (current > behavior.most()) {
            return rest(current, behavior.most(), "Current number of replicas above Spec.MaxReplicas");
        }
        if (current < behavior.least()) {
            return rest(current, behavior.least(), "Current number of replicas below Spec.MinReplicas");
        }
        Optional<List<Pod>> pods = covered.get();
        MetricProposal proposal = pods.isEmpty() ? null : highest(current, pods.get(), usage.get());
        if (proposal == null) {
            status.put("desiredReplicas", desiredBefore);
            return new Decision(current, current, "");
        }
        String why = proposal.replicas() > current ? proposal.name() + " above target" : "All metrics below target";
        ScalingBehavior.Limited limited = behavior.limit(current, proposal.replicas(), history, now);
        explain(limited);
        return rest(current, limited.replicas(), why);
    }

    private Decision rest(int current, int wanted) {
        return rest(current, wanted, "");
    }

    private Decision rest(int current, int wanted, String why) {
        status.put("desiredReplicas", wanted);
        return new Decision(current, wanted, why);
    }

    /** Null where the metrics do not allow a decision: a metric that is unknown might have asked for more. */
    private @Nullable MetricProposal highest(int current, List<Pod> pods, List<ObjectNode> usage) {
        JsonNode spec = autoscaler.path("spec");
        var proposals = new MetricProposals(
                autoscaler.at("/metadata/namespace").asString(""),
                current,
                pods,
                usage,
                Tolerance.of(spec.path("behavior")),
                now);
        MetricProposal highest = null;
        var faults = new ArrayList<MetricFault>();
        ArrayNode statuses = autoscaler.withObject("/status").putArray("currentMetrics");
        for (JsonNode metric : spec.path("metrics")) {
            try {
                MetricProposal proposal = proposals.of(metric);
                statuses.add(proposal.status());
                if (highest == null || proposal.replicas() > highest.replicas()) highest = proposal;
            } catch (MetricFault fault) {
                faults.add(fault);
                events.warning(subject, fault.reason(), fault.message());
            }
        }
        if (statuses.isEmpty()) status.putNull("currentMetrics");
        if (!faults.isEmpty() && (highest == null || highest.replicas() < current)) {
            MetricFault first = faults.getFirst();
            String why = "invalid metrics (" + faults.size() + " invalid out of "
                    + spec.path("metrics").size() + "), first error is: " + first.message();
            events.warning(subject, "FailedComputeMetricsReplicas", why);
            condition(
                    ACTIVE,
                    false,
                    first.reason(),
                    "the HPA was unable to compute the replica count: " + first.message());
            return null;
        }
        if (highest == null) return null;
        condition(
                ACTIVE,
                true,
                "ValidMetricFound",
                "the HPA was able to successfully calculate a replica count from " + highest.name());
        return highest;
    }

    private void explain(ScalingBehavior.Limited limited) {
        if (limited.stabilized() == null) {
            condition(ABLE, true, "ReadyForNewScale", "recommended size matches current size");
        } else {
            boolean down = limited.stabilized().equals("ScaleDownStabilized");
            condition(
                    ABLE,
                    true,
                    limited.stabilized(),
                    down
                            ? "recent recommendations were higher than current one, applying the highest recent"
                                    + " recommendation"
                            : "recent recommendations were lower than current one, applying the lowest recent"
                                    + " recommendation");
        }
        String reason = limited.limited();
        condition(
                LIMITED,
                reason != null,
                reason == null ? "DesiredWithinRange" : reason,
                switch (reason == null ? "" : reason) {
                    case "ScaleUpLimit" -> "the desired replica count is increasing faster than the maximum scale rate";
                    case "ScaleDownLimit" ->
                        "the desired replica count is decreasing faster than the maximum scale rate";
                    case "TooManyReplicas" -> "the desired replica count is more than the maximum replica count";
                    case "TooFewReplicas" -> "the desired replica count is less than the minimum replica count";
                    default -> "the desired count is within the acceptable range";
                });
    }

    void scaled(Decision decision) {
        history.changed(now, decision.replicas() - decision.current());
        status.put("lastScaleTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        condition(
                ABLE,
                true,
                "SucceededRescale",
                "the HPA controller was able to update the target scale to " + decision.replicas());
        events.normal(subject, "SuccessfulRescale", "New size: " + decision.replicas() + "; reason: " + decision.why());
    }

    void cannotScale(Decision decision, String why) {
        status.put("desiredReplicas", desiredBefore);
        condition(ABLE, false, "FailedUpdateScale", "the HPA controller was unable to update the target scale: " + why);
        events.warning(
                subject,
                "FailedRescale",
                "New size: " + decision.replicas() + "; reason: " + decision.why() + "; error: " + why);
    }

    private void condition(String type, boolean is, String reason, String message) {
        Conditions.set(autoscaler, type, is, reason, message, now);
    }
}
