package io.coxswain.controlplane.table;

import java.time.Duration;

/** Durations as kubectl shows them: two or three figures, finer while they are short. */
final class HumanDuration {
    private static final int HOURS_PER_DAY = 24;
    private static final int HOURS_PER_YEAR = HOURS_PER_DAY * 365;

    private HumanDuration() {}

    static String of(Duration duration) {
        // A clock may be a little behind that of the writer.
        long seconds = duration.getSeconds() + (duration.isNegative() && duration.getNano() > 0 ? 1 : 0);
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return seconds + "s";
        long minutes = seconds / 60;
        if (minutes < 10) return minutes + "m" + rest(seconds % 60, "s");
        if (minutes < 180) return minutes + "m";
        long hours = minutes / 60;
        if (hours < 8) return hours + "h" + rest(minutes % 60, "m");
        if (hours < 48) return hours + "h";
        long days = hours / HOURS_PER_DAY;
        if (hours < HOURS_PER_DAY * 8) return days + "d" + rest(hours % HOURS_PER_DAY, "h");
        if (hours < HOURS_PER_YEAR * 2) return days + "d";
        long years = hours / HOURS_PER_YEAR;
        if (hours < HOURS_PER_YEAR * 8) return years + "y" + rest(days % 365, "d");
        return years + "y";
    }

    private static String rest(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }
}
