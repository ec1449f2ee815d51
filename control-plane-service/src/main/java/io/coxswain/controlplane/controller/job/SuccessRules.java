package io.coxswain.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.Optional;

/** Whether an indexed Job has succeeded by its success policy, though not all of its indexes have. */
final class SuccessRules {
    private SuccessRules() {}

    /** The rule that is met, in words. */
    static Optional<String> met(Job job, Indexes succeeded) {
        var policy = job.getSpec().getSuccessPolicy();
        if (policy == null || !Jobs.isIndexed(job)) return Optional.empty();
        int at = 0;
        for (SuccessPolicyRule rule : policy.getRules()) {
            if (isMet(rule, succeeded, Jobs.indexes(job))) return Optional.of("Matched rules at index " + at);
            at++;
        }
        return Optional.empty();
    }

    private static boolean isMet(SuccessPolicyRule rule, Indexes succeeded, int completions) {
        Integer wanted = rule.getSucceededCount();
        if (rule.getSucceededIndexes() == null) return wanted != null && succeeded.count() >= wanted;
        Indexes named = Indexes.parse(rule.getSucceededIndexes(), completions);
        int matched = succeeded.countIn(named);
        return matched >= (wanted == null ? named.count() : wanted);
    }
}
