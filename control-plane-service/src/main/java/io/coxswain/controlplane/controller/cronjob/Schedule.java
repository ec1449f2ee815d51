package io.coxswain.controlplane.controller.cronjob;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** When a CronJob is due, by the five fields of cron or a descriptor; the API server has checked the syntax. */
public sealed interface Schedule {
    /** The first time after {@code after}; empty where there is none within five years. */
    Optional<Instant> next(Instant after);

    static Schedule parse(String text, ZoneId zone) {
        String schedule = text.strip();
        if (schedule.startsWith("@every ")) return new Every(Fields.duration(schedule.substring("@every ".length())));
        return Fields.parse(Fields.DESCRIPTORS.getOrDefault(schedule, schedule), zone);
    }

    /** Again and again after the same time. */
    record Every(Duration delay) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(delay));
        }
    }

    /**
     * At the minutes that all fields name. A day has to match both day fields, but where both are restricted, either.
     */
    record Fields(
            BitSet minutes,
            BitSet hours,
            BitSet days,
            BitSet months,
            BitSet weekdays,
            boolean everyDay,
            boolean everyWeekday,
            ZoneId zone)
            implements Schedule {
        private static final Map<String, String> DESCRIPTORS = Map.of(
                "@yearly", "0 0 1 1 *",
                "@annually", "0 0 1 1 *",
                "@monthly", "0 0 1 * *",
                "@weekly", "0 0 * * 0",
                "@daily", "0 0 * * *",
                "@midnight", "0 0 * * *",
                "@hourly", "0 * * * *");
        private static final List<String> MONTHS =
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
        private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
        private static final int YEARS = 5;
        private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");
        private static final Map<String, Long> NANOS = Map.of(
                "ns",
                1L,
                "us",
                1_000L,
                "µs",
                1_000L,
                "ms",
                1_000_000L,
                "s",
                1_000_000_000L,
                "m",
                60_000_000_000L,
                "h",
                3_600_000_000_000L);

        static Fields parse(String text, ZoneId zone) {
            String[] fields = text.split("\\s+", -1);
            if (fields.length != 5) throw new IllegalArgumentException("expected exactly 5 fields: " + text);
            return new Fields(
                    values(fields[0], 0, 59, List.of(), 0),
                    values(fields[1], 0, 23, List.of(), 0),
                    values(fields[2], 1, 31, List.of(), 0),
                    values(fields[3], 1, 12, MONTHS, 1),
                    values(fields[4], 0, 6, DAYS, 0),
                    isEvery(fields[2]),
                    isEvery(fields[4]),
                    zone);
        }

        static Duration duration(String text) {
            BigDecimal nanos = BigDecimal.ZERO;
            for (MatchResult part : PART.matcher(text).results().toList()) {
                nanos = nanos.add(new BigDecimal(part.group(1))
                        .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            }
            Duration seconds = Duration.ofNanos(nanos.longValue()).truncatedTo(ChronoUnit.SECONDS);
            return seconds.isPositive() ? seconds : Duration.ofSeconds(1);
        }

        @Override
        public Optional<Instant> next(Instant after) {
            ZonedDateTime time =
                    after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            int lastYear = time.getYear() + YEARS;
            while (time.getYear() <= lastYear) {
                if (!months.get(time.getMonthValue())) {
                    time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
                } else if (!isDay(time)) {
                    time = time.toLocalDate().plusDays(1).atStartOfDay(zone);
                } else if (!hours.get(time.getHour())) {
                    time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                } else if (!minutes.get(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean isDay(ZonedDateTime time) {
            boolean day = days.get(time.getDayOfMonth());
            boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
            return (everyDay || everyWeekday) ? (day && weekday) : (day || weekday);
        }

        private static boolean isEvery(String field) {
            for (String part : field.split(",", -1)) {
                if (part.matches("[*?](/1)?")) return true;
            }
            return false;
        }

        private static BitSet values(String field, int least, int most, List<String> names, int first) {
            var values = new BitSet();
            for (String part : field.split(",", -1)) {
                String[] rangeAndStep = part.split("/", -1);
                String[] bounds = rangeAndStep[0].split("-", -1);
                boolean every = bounds[0].equals("*") || bounds[0].equals("?");
                int from = every ? least : value(bounds[0], names, first);
                int to = bounds.length > 1
                        ? value(bounds[1], names, first)
                        : every || rangeAndStep.length > 1 ? most : from;
                int step = rangeAndStep.length > 1 ? Integer.parseInt(rangeAndStep[1]) : 1;
                for (int value = from; value <= to; value += step) values.set(value);
            }
            return values;
        }

        private static int value(String text, List<String> names, int first) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            return named < 0 ? Integer.parseInt(text) : named + first;
        }
    }
}
