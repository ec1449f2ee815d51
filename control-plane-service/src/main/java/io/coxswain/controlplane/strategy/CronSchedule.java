package io.coxswain.controlplane.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The syntax of a cron schedule: five fields, or one of the descriptors, with the words for each fault. */
final class CronSchedule {
    private static final Set<String> DESCRIPTORS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern DURATION = Pattern.compile("([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of(), 0),
            new Field(0, 23, List.of(), 0),
            new Field(1, 31, List.of(), 0),
            new Field(1, 12, MONTHS, 1),
            new Field(0, 6, DAYS, 0));

    /** The bounds of one field; {@code names} stand for numbers from {@code first}. */
    private record Field(int least, int most, List<String> names, int first) {}

    /** A number, or what is wrong with it. */
    private record Whole(long value, String fault) {}

    private CronSchedule() {}

    /** Empty where the schedule is good. */
    static String fault(String schedule) {
        if (schedule.startsWith("@")) return descriptor(schedule);
        String[] fields = schedule.strip().split("\\s+", -1);
        if (fields.length != FIELDS.size()) {
            return "expected exactly 5 fields, found " + fields.length + ": "
                    + Arrays.toString(fields).replace(",", "");
        }
        for (int at = 0; at < fields.length; at++) {
            for (String expression : fields[at].split(",", -1)) {
                String fault = range(expression, FIELDS.get(at));
                if (!fault.isEmpty()) return fault;
            }
        }
        return "";
    }

    private static String descriptor(String schedule) {
        if (DESCRIPTORS.contains(schedule)) return "";
        if (schedule.startsWith("@every ")) {
            String duration = schedule.substring("@every ".length());
            return DURATION.matcher(duration).matches()
                    ? ""
                    : "failed to parse duration " + schedule + ": time: invalid duration \"" + duration + '"';
        }
        return "unrecognized descriptor: " + schedule;
    }

    private static String range(String expression, Field field) {
        String[] rangeAndStep = expression.split("/", -1);
        String[] bounds = rangeAndStep[0].split("-", -1);
        long start = field.least();
        long end = field.most();
        if (!bounds[0].equals("*") && !bounds[0].equals("?")) {
            Whole low = number(bounds[0], field);
            if (!low.fault().isEmpty()) return low.fault();
            start = low.value();
            switch (bounds.length) {
                case 1 -> end = rangeAndStep.length == 1 ? start : end;
                case 2 -> {
                    Whole high = number(bounds[1], field);
                    if (!high.fault().isEmpty()) return high.fault();
                    end = high.value();
                }
                default -> {
                    return "too many hyphens: " + expression;
                }
            }
        }
        if (rangeAndStep.length > 2) return "too many slashes: " + expression;
        if (rangeAndStep.length == 2) {
            Whole step = plain(rangeAndStep[1]);
            if (!step.fault().isEmpty()) return step.fault();
            if (step.value() == 0) return "step of range should be a positive number: " + expression;
        }
        if (start < field.least()) {
            return "beginning of range (" + start + ") below minimum (" + field.least() + "): " + expression;
        }
        if (end > field.most()) {
            return "end of range (" + end + ") above maximum (" + field.most() + "): " + expression;
        }
        if (start > end) {
            return "beginning of range (" + start + ") beyond end of range (" + end + "): " + expression;
        }
        return "";
    }

    private static Whole number(String text, Field field) {
        int named = field.names().indexOf(text.toLowerCase(Locale.ROOT));
        return named < 0 ? plain(text) : new Whole(named + field.first(), "");
    }

    private static Whole plain(String text) {
        if (!text.matches("[+-]?[0-9]{1,9}")) {
            return new Whole(
                    0, "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        long value = Long.parseLong(text);
        return value < 0 ? new Whole(0, "negative number (" + value + ") not allowed: " + text) : new Whole(value, "");
    }
}
