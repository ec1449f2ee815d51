package io.coxswain.controlplane.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The recent changes of all resources without a gap, and states between them, so that any state behind the floor can be
 * given. Bounded in number and bytes: the oldest are dropped. Used under the lock of its cache.
 */
final class History {
    private static final int CHECKPOINT_DISTANCE = 256;
    private static final int REMEMBERED = 32;

    private final int largestNumber;
    private final long largestBytes;
    private final ArrayList<Entry> entries = new ArrayList<>();
    private final TreeMap<Long, State> checkpoints = new TreeMap<>();
    private final LinkedHashMap<Long, State> asked = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, State> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int start;
    private long floor;
    private long bytes;
    private State newest;

    /** Starts with changes that led to {@code newest}, all that there were behind {@code floor}. */
    History(State newest, long floor, List<Entry> entries, int largestNumber, long largestBytes) {
        this.largestNumber = largestNumber;
        this.largestBytes = largestBytes;
        this.newest = newest;
        this.floor = floor;
        this.entries.addAll(entries);
        for (Entry entry : entries) bytes += entry.bytes();
        State state = newest;
        for (int end = entries.size(); end > 0; end -= CHECKPOINT_DISTANCE) {
            int begin = Math.max(0, end - CHECKPOINT_DISTANCE);
            state = state.before(entries.subList(begin, end), floor + begin);
            checkpoints.put(state.revision(), state);
        }
        checkpoints.put(newest.revision(), newest);
    }

    /** States at and behind this revision can be given. */
    long floor() {
        return floor;
    }

    int size() {
        return entries.size() - start;
    }

    long bytes() {
        return bytes;
    }

    void add(State state, List<Entry> added) {
        for (Entry entry : added) bytes += entry.bytes();
        entries.addAll(added);
        newest = state;
        if (state.revision() - checkpoints.lastKey() >= CHECKPOINT_DISTANCE) checkpoints.put(state.revision(), state);
        while (size() > largestNumber || (bytes > largestBytes && size() > 0)) dropOldest();
        tidy();
    }

    /** Forgets the changes up to this revision. */
    void trim(long revision) {
        while (size() > 0 && floor < revision) dropOldest();
        tidy();
    }

    /** The state at exactly this revision; empty where it is not in this history. */
    Optional<State> at(long revision) {
        if (revision < floor || revision > newest.revision()) return Optional.empty();
        if (revision == newest.revision()) return Optional.of(newest);
        return Optional.of(asked.computeIfAbsent(revision, this::make));
    }

    private State make(long revision) {
        var before = checkpoints.floorEntry(revision);
        if (before != null) return before.getValue().after(between(before.getKey(), revision));
        var after = checkpoints.ceilingEntry(revision);
        State later = after == null ? newest : after.getValue();
        return later.before(between(revision, later.revision()), revision);
    }

    private List<Entry> between(long from, long to) {
        return entries.subList(start + Math.toIntExact(from - floor), start + Math.toIntExact(to - floor));
    }

    private void dropOldest() {
        Entry oldest = entries.set(start, entries.getLast());
        bytes -= oldest.bytes();
        start++;
        floor++;
        if (size() == 0) bytes = 0;
    }

    private void tidy() {
        if (start > entries.size() / 2) {
            entries.subList(0, start).clear();
            start = 0;
        }
        checkpoints.headMap(floor).clear();
        if (checkpoints.isEmpty()) checkpoints.put(newest.revision(), newest);
        asked.keySet().removeIf(revision -> revision < floor);
    }
}
