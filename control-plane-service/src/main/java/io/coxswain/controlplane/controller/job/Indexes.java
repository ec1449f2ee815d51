package io.coxswain.controlplane.controller.job;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A set of completion indexes, written as {@code 1,3-5,7}. */
final class Indexes {
    private final BitSet bits = new BitSet();

    /** Indexes from {@code completions} on are left out: they belong to a Job that was larger once. */
    static Indexes parse(@Nullable String text, int completions) {
        var indexes = new Indexes();
        if (text == null || text.isBlank()) return indexes;
        for (String part : text.split(",", -1)) {
            String[] bounds = part.strip().split("-", 2);
            int first = Integer.parseInt(bounds[0]);
            int last = Integer.parseInt(bounds[bounds.length - 1]);
            int end = Math.min(last + 1, completions);
            if (first < end) indexes.bits.set(first, end);
        }
        return indexes;
    }

    boolean has(int index) {
        return index >= 0 && bits.get(index);
    }

    boolean add(int index) {
        boolean isNew = !bits.get(index);
        bits.set(index);
        return isNew;
    }

    int count() {
        return bits.cardinality();
    }

    int countIn(Indexes others) {
        BitSet both = (BitSet) bits.clone();
        both.and(others.bits);
        return both.cardinality();
    }

    boolean isEmpty() {
        return bits.isEmpty();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int last = bits.nextClearBit(first) - 1;
            if (!text.isEmpty()) text.append(',');
            text.append(first);
            if (last > first) text.append(last == first + 1 ? ',' : '-').append(last);
            first = bits.nextSetBit(last + 1);
        }
        return text.toString();
    }
}
