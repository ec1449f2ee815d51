package io.coxswain.controlplane.controller.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times that have passed since a CronJob last ran.
 *
 * @param latest the one to start now
 * @param tooMany there are more than a hundred
 */
record Missed(Optional<Instant> latest, boolean tooMany) {
    private static final int MOST = 100;

    static Missed between(Schedule schedule, Instant since, Instant now) {
        Optional<Instant> first = schedule.next(since).filter(time -> !time.isAfter(now));
        if (first.isEmpty()) return new Missed(Optional.empty(), false);
        Instant latest = first.get();
        for (int count = 1; ; count++) {
            Optional<Instant> next = schedule.next(latest).filter(time -> !time.isAfter(now));
            if (next.isEmpty()) return new Missed(Optional.of(latest), count > MOST);
            if (count > MOST) return new Missed(Optional.of(lastBefore(schedule, latest, next.get(), now)), true);
            latest = next.get();
        }
    }

    /** Leaps to shortly before now: counting minutes of years one by one would take long. */
    private static Instant lastBefore(Schedule schedule, Instant one, Instant next, Instant now) {
        Duration gap = Duration.between(one, next);
        long steps = Math.max(0, Duration.between(next, now).dividedBy(gap) - 1);
        Instant latest = next.plus(gap.multipliedBy(steps));
        Optional<Instant> later = schedule.next(latest.minusSeconds(1)).filter(time -> !time.isAfter(now));
        latest = next;
        while (later.isPresent()) {
            latest = later.get();
            later = schedule.next(latest).filter(time -> !time.isAfter(now));
        }
        return latest;
    }
}
