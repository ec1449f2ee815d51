package io.coxswain.controlplane.controller.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How fast a workload may grow and shrink: windows of stabilisation, policies, and the bounds of its size. */
record ScalingBehavior(Rules up, Rules down, int least, int most) {
    private static final int DOWN_WINDOW_SECONDS = 300;
    private static final int PERIOD_SECONDS = 15;
    private static final int PODS_AT_ONCE = 4;
    private static final double WHOLE = 100;

    record Policy(boolean percent, int value, Duration period) {}

    record Rules(Duration window, String select, List<Policy> policies) {
        Rules {
            policies = List.copyOf(policies);
        }
    }

    /** What may be done now, and the condition that says why it is not what was wanted; null where it is. */
    record Limited(
            int replicas,
            @Nullable String stabilized,
            @Nullable String limited) {}

    static ScalingBehavior of(JsonNode spec) {
        JsonNode behavior = spec.path("behavior");
        var percent = new Policy(true, (int) WHOLE, Duration.ofSeconds(PERIOD_SECONDS));
        var pods = new Policy(false, PODS_AT_ONCE, Duration.ofSeconds(PERIOD_SECONDS));
        return new ScalingBehavior(
                rules(behavior.path("scaleUp"), 0, behavior.isObject() ? List.of(pods, percent) : List.of()),
                rules(behavior.path("scaleDown"), DOWN_WINDOW_SECONDS, List.of(percent)),
                spec.path("minReplicas").asInt(1),
                spec.path("maxReplicas").asInt(1));
    }

    private static Rules rules(JsonNode rules, int window, List<Policy> otherwise) {
        var policies = new ArrayList<Policy>();
        for (JsonNode policy : rules.path("policies")) {
            policies.add(new Policy(
                    policy.path("type").asString("").equals("Percent"),
                    policy.path("value").asInt(),
                    Duration.ofSeconds(policy.path("periodSeconds").asInt())));
        }
        return new Rules(
                Duration.ofSeconds(rules.path("stabilizationWindowSeconds").asInt(window)),
                rules.path("selectPolicy").asString("Max"),
                policies.isEmpty() ? otherwise : policies);
    }

    Limited limit(int current, int wanted, ScalingHistory history, Instant now) {
        int growth = history.lowest(now.minus(up.window()), wanted);
        int shrinkage = history.highest(now.minus(down.window()), wanted);
        int stable = Math.min(Math.max(current, growth), shrinkage);
        if (growth > shrinkage) stable = wanted;
        history.recommend(now, wanted);
        String stabilized = stable == wanted ? null : wanted < stable ? "ScaleDownStabilized" : "ScaleUpStabilized";
        if (stable > current) {
            int fast = Math.max(current, fastest(up, current, history, now));
            int bound = Math.min(fast, most);
            if (stable > bound) return new Limited(bound, stabilized, most > fast ? "ScaleUpLimit" : "TooManyReplicas");
        } else if (stable < current) {
            int fast = Math.min(current, slowest(down, current, history, now));
            int bound = Math.max(fast, least);
            if (stable < bound)
                return new Limited(bound, stabilized, least < fast ? "ScaleDownLimit" : "TooFewReplicas");
        }
        if (stable > most) return new Limited(most, stabilized, "TooManyReplicas");
        if (stable < least) return new Limited(least, stabilized, "TooFewReplicas");
        return new Limited(stable, stabilized, null);
    }

    /** Without a behaviour each look may double the workload, whatever was done before. */
    private static int fastest(Rules rules, int current, ScalingHistory history, Instant now) {
        if (rules.policies().isEmpty()) return Math.max(2 * current, PODS_AT_ONCE);
        IntStream proposals = rules.policies().stream().mapToInt(policy -> {
            int start = current - history.added(now.minus(policy.period()));
            return policy.percent() ? (int) Math.ceil(start * (1 + policy.value() / WHOLE)) : start + policy.value();
        });
        return selected(rules, rules.select().equals("Max") ? proposals.max() : proposals.min(), current);
    }

    private static int slowest(Rules rules, int current, ScalingHistory history, Instant now) {
        IntStream proposals = rules.policies().stream().mapToInt(policy -> {
            int start = current - history.added(now.minus(policy.period()));
            return policy.percent() ? (int) (start * (1 - policy.value() / WHOLE)) : start - policy.value();
        });
        return selected(rules, rules.select().equals("Max") ? proposals.min() : proposals.max(), current);
    }

    private static int selected(Rules rules, OptionalInt proposal, int current) {
        return rules.select().equals("Disabled") ? current : proposal.orElse(current);
    }
}
