package io.coxswain.controlplane.controller;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.autoscaling.AutoscalingSource;
import io.coxswain.controlplane.controller.autoscaling.HorizontalPodAutoscalerReconciler;
import io.coxswain.model.KindCatalog;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.ControllerLoop.Settings;
import io.coxswain.reconcile.Informers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** The controllers that act on what Pods use. */
public final class AutoscalingControllers {
    private static final int PARALLEL_PASSES = 5;

    private AutoscalingControllers() {}

    /** All of them, not yet started. */
    public static ControllerRuntime all(
            Api api,
            Informers informers,
            KindCatalog kinds,
            AutoscalingSource source,
            Clock clock,
            MeterRegistry meters) {
        var events = new EventRecorder(api, "horizontal-pod-autoscaler", null, clock);
        var autoscalers = new HorizontalPodAutoscalerReconciler(api, informers, kinds, source, events, clock);
        return new ControllerRuntime(
                List.of(new ControllerLoop<>(
                        autoscalers,
                        informers,
                        Settings.of("horizontalpodautoscaler").withParallelPasses(PARALLEL_PASSES),
                        meters)),
                List.of(events));
    }
}
