package io.coxswain.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what becomes of an occurrence, by Kubernetes' rules: the same text again raises the count of its event; more
 * than ten texts for one reason within ten minutes are told as one combined event; an object that tells more than 25
 * events is cut to one in five minutes. Remembers the last 4,096 of each. Used by one thread.
 */
final class EventCorrelator {
    private static final int REMEMBERED = 4096;
    private static final int DIFFERENT_TEXTS = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final double BURST = 25;
    private static final double PER_SECOND = 1 / 300.0;

    /** What is told of whom; {@code about} is the object's uid with its field. */
    record Occurrence(String about, String type, String reason, String message) {}

    /** An event to write: new where {@code count} is 1. */
    static final class Series {
        final String message;
        int count;
        Instant first = Instant.EPOCH;
        String name = "";

        private Series(String message) {
            this.message = message;
        }
    }

    private record Similar(String about, String type, String reason) {}

    private static final class Texts {
        final Set<String> seen = new HashSet<>();
        Instant last = Instant.EPOCH;
    }

    private static final class Bucket {
        double tokens = BURST;
        Instant filled;

        Bucket(Instant now) {
            filled = now;
        }
    }

    private final Map<Occurrence, Series> series = remembered();
    private final Map<Similar, Texts> similar = remembered();
    private final Map<String, Bucket> buckets = remembered();

    /** Empty when the object has told too much lately. */
    Optional<Series> take(Occurrence occurrence, Instant now) {
        if (!hasToken(occurrence.about(), now)) return Optional.empty();
        String message = occurrence.message();
        Occurrence key = occurrence;
        if (isOneOfMany(occurrence, now)) {
            message = "(combined from similar events): " + message;
            key = new Occurrence(occurrence.about(), occurrence.type(), occurrence.reason(), "");
        }
        Series known = series.get(key);
        Series next = new Series(message);
        next.first = known == null ? now : known.first;
        next.count = known == null ? 1 : known.count + 1;
        next.name = known == null ? "" : known.name;
        series.put(key, next);
        return Optional.of(next);
    }

    private boolean hasToken(String about, Instant now) {
        Bucket bucket = buckets.computeIfAbsent(about, _ -> new Bucket(now));
        double since = Duration.between(bucket.filled, now).toMillis() / 1000.0;
        bucket.tokens = Math.min(BURST, bucket.tokens + Math.max(0, since) * PER_SECOND);
        bucket.filled = now;
        if (bucket.tokens < 1) return false;
        bucket.tokens--;
        return true;
    }

    private boolean isOneOfMany(Occurrence occurrence, Instant now) {
        Texts texts = similar.computeIfAbsent(
                new Similar(occurrence.about(), occurrence.type(), occurrence.reason()), _ -> new Texts());
        if (Duration.between(texts.last, now).compareTo(SIMILAR_WITHIN) > 0) texts.seen.clear();
        texts.last = now;
        if (texts.seen.contains(occurrence.message())) return false;
        if (texts.seen.size() >= DIFFERENT_TEXTS) return true;
        texts.seen.add(occurrence.message());
        return false;
    }

    private static <K, V> Map<K, V> remembered() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
