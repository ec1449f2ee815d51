package io.coxswain.node.runtime;

/** Something changed; look at the state to learn what. */
public sealed interface RuntimeEvent {
    /** A container of this Pod started, ended or was removed. */
    record PodChanged(String podUid) implements RuntimeEvent {}

    /** A container on which the node itself rests started, ended or was removed. */
    record NodeChanged() implements RuntimeEvent {}

    /** Changes may have been missed: every Pod is to be looked at. */
    record AllMayHaveChanged() implements RuntimeEvent {}
}
