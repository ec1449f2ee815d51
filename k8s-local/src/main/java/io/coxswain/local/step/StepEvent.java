package io.coxswain.local.step;

/** What happened to a step. */
public sealed interface StepEvent {
    String step();

    record Started(String step) implements StepEvent {}

    record Done(String step, double seconds, String detail) implements StepEvent {}

    record Failed(String step, double seconds, String message) implements StepEvent {}
}
