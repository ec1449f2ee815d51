package io.coxswain.node.probe;

/** What a probe learned. */
public sealed interface ProbeAnswer {
    record Success() implements ProbeAnswer {}

    record Failure(String why) implements ProbeAnswer {}
}
