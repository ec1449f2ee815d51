package io.coxswain.controlplane.controller.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an autoscaler has recommended and done of late; nothing in it is older than the longest window. */
final class ScalingHistory {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** @param change how many replicas came, or went where it is negative */
    private record Change(Instant at, int change) {}

    private record Recommendation(Instant at, int replicas) {}

    private final List<Change> changes = new ArrayList<>();
    private final List<Recommendation> recommendations = new ArrayList<>();

    void begin(Instant now, int replicas) {
        if (recommendations.isEmpty()) recommend(now, replicas);
    }

    void recommend(Instant now, int replicas) {
        recommendations.removeIf(one -> one.at().isBefore(now.minus(LONGEST)));
        recommendations.add(new Recommendation(now, replicas));
    }

    void changed(Instant now, int change) {
        changes.removeIf(one -> one.at().isBefore(now.minus(LONGEST)));
        changes.add(new Change(now, change));
    }

    int lowest(Instant since, int start) {
        return recommendations.stream()
                .filter(one -> one.at().isAfter(since))
                .mapToInt(Recommendation::replicas)
                .reduce(start, Math::min);
    }

    int highest(Instant since, int start) {
        return recommendations.stream()
                .filter(one -> one.at().isAfter(since))
                .mapToInt(Recommendation::replicas)
                .reduce(start, Math::max);
    }

    /** How many replicas have come since, less those that have gone. */
    int added(Instant since) {
        return changes.stream()
                .filter(one -> one.at().isAfter(since))
                .mapToInt(Change::change)
                .sum();
    }
}
