package io.coxswain.local.step;

/** One thing that a start does; what it throws ends the start. */
public record Step(String name, Action action) {
    /** The work of a step; gives what to tell the user beside its name, or an empty text. */
    @FunctionalInterface
    public interface Action {
        String run() throws Exception;
    }
}
