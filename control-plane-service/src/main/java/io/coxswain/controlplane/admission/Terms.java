package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Precondition;
import io.coxswain.controlplane.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** On what a write is admitted: what must hold when it is committed, and the writes that happen together with it. */
public record Terms(List<Precondition> preconditions, List<Write> writes) {
    public static final Terms NONE = new Terms(List.of(), List.of());

    public Terms {
        preconditions = List.copyOf(preconditions);
        writes = List.copyOf(writes);
    }

    public static Terms requiring(Precondition precondition) {
        return new Terms(List.of(precondition), List.of());
    }

    /** Both, each precondition once. */
    Terms and(Terms more) {
        if (more.preconditions.isEmpty() && more.writes.isEmpty()) return this;
        List<Write> all = new ArrayList<>(writes);
        all.addAll(more.writes);
        return new Terms(
                Stream.concat(preconditions.stream(), more.preconditions.stream())
                        .distinct()
                        .toList(),
                all);
    }
}
