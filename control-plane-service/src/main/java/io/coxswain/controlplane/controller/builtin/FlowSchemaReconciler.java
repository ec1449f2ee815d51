package io.coxswain.controlplane.controller.builtin;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Tells of each flow schema whether the priority level that it names is there. */
public final class FlowSchemaReconciler implements Reconciler<FlowSchema> {
    private static final String DANGLING = "Dangling";

    private final Api api;
    private final Informer<FlowSchema> schemas;
    private final Informer<PriorityLevelConfiguration> levels;
    private final Clock clock;

    public FlowSchemaReconciler(Api api, Informers informers, Clock clock) {
        this.api = api;
        this.schemas = informers.of(Kinds.FLOW_SCHEMA);
        this.levels = informers.of(Kinds.PRIORITY_LEVEL_CONFIGURATION);
        this.clock = clock;
    }

    @Override
    public Watches<FlowSchema> watches() {
        return Watches.of(Kinds.FLOW_SCHEMA)
                .wokenBy(
                        Kinds.PRIORITY_LEVEL_CONFIGURATION,
                        level -> schemas.list(null).stream()
                                .filter(schema ->
                                        level(schema).equals(level.getMetadata().getName()))
                                .map(ObjectKey::of));
    }

    @Override
    public Outcome reconcile(FlowSchema schema) {
        String level = level(schema);
        boolean there = levels.get(ObjectKey.cluster(level)).isPresent();
        String status = there ? "False" : "True";
        String message = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\" "
                + (there ? "and it exists" : "but there is no such object");
        Optional<FlowSchemaCondition> told = conditions(schema).stream()
                .filter(condition -> DANGLING.equals(condition.getType()))
                .findFirst();
        if (told.isPresent()
                && status.equals(told.get().getStatus())
                && message.equals(told.get().getMessage())) return Outcome.settled();
        boolean same = told.isPresent() && status.equals(told.get().getStatus());
        ObjectNode patch = Json.object();
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", DANGLING)
                .put("status", status)
                .put(
                        "lastTransitionTime",
                        same
                                ? told.get().getLastTransitionTime()
                                : clock.instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                .put("reason", there ? "Found" : "NotFound")
                .put("message", message);
        api.patch(Kinds.FLOW_SCHEMA, ObjectKey.of(schema), PatchType.STRATEGIC, patch, "status");
        return Outcome.settled();
    }

    private static List<FlowSchemaCondition> conditions(FlowSchema schema) {
        if (schema.getStatus() == null || schema.getStatus().getConditions() == null) return List.of();
        return schema.getStatus().getConditions();
    }

    private static String level(FlowSchema schema) {
        return schema.getSpec().getPriorityLevelConfiguration().getName();
    }
}
