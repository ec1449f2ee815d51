package io.coxswain.local.machine;

import io.coxswain.local.profile.LocalException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the heap of the server process may become.
 *
 * @param size as the JVM takes it, such as {@code 1g}; empty for the default of jvm.options
 */
public record Heap(String size) {
    public static final String VARIABLE = "COXSWAIN_HEAP";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([mg])");
    private static final long LEAST_MEBIBYTES = 256;

    /** What the option says, or else the environment. */
    public static Heap of(String option, Map<String, String> environment) {
        boolean given = !option.isEmpty();
        String size = given ? option : environment.getOrDefault(VARIABLE, "");
        if (size.isEmpty()) return new Heap("");
        String name = given ? "--heap " : VARIABLE + "=";
        Matcher form = FORM.matcher(size.toLowerCase(Locale.ROOT));
        if (!form.matches()) throw new LocalException(name + size + ": no size such as 1g or 1536m");
        long mebibytes = Long.parseLong(form.group(1)) * (form.group(2).equals("g") ? 1024 : 1);
        if (mebibytes < LEAST_MEBIBYTES) {
            throw new LocalException(name + size + ": the server needs at least " + LEAST_MEBIBYTES + "m");
        }
        return new Heap(form.group());
    }
}
