package io.coxswain.local.step;

/** Hears of each event of a start, from whichever thread runs the step. */
@FunctionalInterface
public interface StepListener {
    void on(StepEvent event);
}
