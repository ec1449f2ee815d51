package io.coxswain.node.eviction;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells from measurement to measurement what the node is short of, and whether that calls for an eviction now. */
final class Pressure {
    private final List<Threshold> thresholds;
    private final Duration transition;
    private final Map<Threshold, Instant> metSince = new HashMap<>();
    private final Map<String, Instant> lastUnder = new HashMap<>();

    /** @param transition for how long a condition stays after its last cause is gone */
    Pressure(List<Threshold> thresholds, Duration transition) {
        this.thresholds = thresholds;
        this.transition = transition;
    }

    /** The threshold that calls for an eviction most, with what was measured. */
    record Call(Threshold threshold, Stock stock) {}

    /** Takes a measurement. Memory goes before all others, since it runs out fastest. */
    Optional<Call> measure(Stocks stocks, Instant now) throws IOException {
        var measured = new EnumMap<Signal, Stock>(Signal.class);
        for (Signal signal : Signal.values()) measured.put(signal, stocks.of(signal));
        @Nullable Call first = null;
        for (Threshold threshold : thresholds) {
            Stock stock = Objects.requireNonNull(measured.get(threshold.signal()));
            boolean wasMet = metSince.containsKey(threshold);
            if (!threshold.isMet(stock) && (!wasMet || threshold.isCleared(stock))) {
                metSince.remove(threshold);
                continue;
            }
            Instant since = metSince.computeIfAbsent(threshold, _ -> now);
            // The scheduler is to know before a Pod has to go.
            lastUnder.put(threshold.signal().condition(), now);
            if (Duration.between(since, now).compareTo(threshold.grace()) < 0) continue;
            if (first == null || threshold.signal().compareTo(first.threshold().signal()) < 0) {
                first = new Call(threshold, stock);
            }
        }
        return Optional.ofNullable(first);
    }

    /** The conditions of the Node that hold now. */
    Set<String> conditions(Instant now) {
        var conditions = new HashSet<String>();
        lastUnder.forEach((condition, last) -> {
            if (Duration.between(last, now).compareTo(transition) < 0) conditions.add(condition);
        });
        return conditions;
    }
}
