package io.coxswain.controlplane.leader;

import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.Informers;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** All that a leader runs, on caches of its own; afterwards nothing of it is left, its metrics neither. */
public final class LeaderTerm implements Controller {
    private static final List<String> METRICS = List.of("workqueue.", "scheduler.");

    private final List<Controller> controllers;
    private final Informers informers;
    private final MeterRegistry meters;

    public LeaderTerm(List<? extends Controller> controllers, Informers informers, MeterRegistry meters) {
        this.controllers = List.copyOf(controllers);
        this.informers = informers;
        this.meters = meters;
    }

    @Override
    public void start() {
        controllers.forEach(Controller::start);
    }

    @Override
    public void close() {
        controllers.reversed().forEach(Controller::close);
        informers.close();
        for (Meter meter : new ArrayList<>(meters.getMeters())) {
            String name = meter.getId().getName();
            if (METRICS.stream().anyMatch(name::startsWith)) meters.remove(meter);
        }
    }
}
