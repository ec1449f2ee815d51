package io.coxswain.controlplane.controller;

import io.coxswain.client.EventRecorder;
import io.coxswain.reconcile.Controller;
import java.util.List;

/** Runs the controllers from start to close. The informers are not its own and stay open. */
public final class ControllerRuntime implements Controller {
    private final List<Controller> controllers;
    private final List<EventRecorder> recorders;

    ControllerRuntime(List<Controller> controllers, List<EventRecorder> recorders) {
        this.controllers = List.copyOf(controllers);
        this.recorders = List.copyOf(recorders);
    }

    @Override
    public void start() {
        controllers.forEach(Controller::start);
    }

    /** In reverse order; the events that were told are written before it returns. */
    @Override
    public void close() {
        controllers.reversed().forEach(Controller::close);
        recorders.forEach(EventRecorder::close);
    }
}
