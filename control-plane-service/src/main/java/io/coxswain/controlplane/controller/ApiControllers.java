package io.coxswain.controlplane.controller;

import io.coxswain.client.Api;
import io.coxswain.controlplane.controller.builtin.BuiltInReconciler;
import io.coxswain.controlplane.controller.builtin.FlowSchemaReconciler;
import io.coxswain.controlplane.fairness.BootstrapFlows;
import io.coxswain.model.Kinds;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.ControllerLoop.Settings;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The registry of the controllers that are the API server's own, and act as it. */
public final class ApiControllers {
    private ApiControllers() {}

    /** All of them, not yet started; {@code namespaces} are those that every cluster has. */
    public static ControllerRuntime all(
            Api api, Informers informers, Clock clock, MeterRegistry meters, List<ObjectNode> namespaces) {
        Map<String, Reconciler<?>> byName = new LinkedHashMap<>();
        byName.put("system_namespaces", new BuiltInReconciler<>(api, Kinds.NAMESPACE, namespaces));
        byName.put(
                "bootstrap_priority_levels",
                new BuiltInReconciler<>(api, Kinds.PRIORITY_LEVEL_CONFIGURATION, BootstrapFlows.levels()));
        byName.put("bootstrap_flow_schemas", new BuiltInReconciler<>(api, Kinds.FLOW_SCHEMA, BootstrapFlows.schemas()));
        byName.put("flow_schema", new FlowSchemaReconciler(api, informers, clock));
        List<ControllerLoop<?>> loops = byName.entrySet().stream()
                .<ControllerLoop<?>>map(entry -> new ControllerLoop<>(
                        entry.getValue(), informers, Settings.of(entry.getKey()).withParallelPasses(1), meters))
                .toList();
        return new ControllerRuntime(List.copyOf(loops), List.of());
    }
}
