package io.coxswain.controlplane.store;

/** What must hold of an object that a unit does not write. */
public sealed interface Precondition {
    StoreKey key();

    /** The object is there and its newest revision is still this one. */
    record Unchanged(StoreKey key, long revision) implements Precondition {}

    /** There is no such object. */
    record Absent(StoreKey key) implements Precondition {}
}
