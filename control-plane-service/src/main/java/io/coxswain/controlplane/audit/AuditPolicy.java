package io.coxswain.controlplane.audit;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.User;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of which requests is kept: the first rule that covers a request decides; what none covers is not kept. */
record AuditPolicy(List<AuditRule> rules, Set<AuditStage> omitStages, boolean omitManagedFields) {
    /** What one request asks of the log. */
    record Kept(AuditLevel level, Set<AuditStage> omitted, boolean withoutManagedFields) {}

    Kept kept(User user, Action action) {
        for (AuditRule rule : rules) {
            if (!rule.covers(user, action)) continue;
            Set<AuditStage> omitted = EnumSet.noneOf(AuditStage.class);
            omitted.addAll(omitStages);
            omitted.addAll(rule.omitStages());
            Boolean own = rule.omitManagedFields();
            return new Kept(rule.level(), omitted, own == null ? omitManagedFields : own);
        }
        return new Kept(AuditLevel.None, Set.of(), false);
    }
}
