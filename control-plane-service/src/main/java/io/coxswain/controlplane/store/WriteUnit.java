package io.coxswain.controlplane.store;

import java.util.List;

/** Preconditions and writes that hold and happen together, or not at all. A unit names no key twice. */
public record WriteUnit(Lane lane, List<Precondition> preconditions, List<Write> writes) {
    public WriteUnit {
        preconditions = List.copyOf(preconditions);
        writes = List.copyOf(writes);
        if (writes.isEmpty()) throw new IllegalArgumentException("a unit without a write");
    }

    public static WriteUnit of(Lane lane, Write write) {
        return new WriteUnit(lane, List.of(), List.of(write));
    }
}
