package io.coxswain.controlplane.structural;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The formats of texts that a schema may ask for. Others say nothing. */
final class Formats {
    private static final String OCTET = "0*(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";
    private static final String UUID_HEAD = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?";
    private static final Pattern IPV4 = Pattern.compile("^(" + OCTET + "\\.){3}" + OCTET + "$");
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern DURATION = Pattern.compile(
            "(?i)^[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$|[0-9]+\\s*(ns|us|µs|ms|[smhdw]$|nano|micro|milli|sec|min|hr|hour|day|wk|week)");
    private static final int LONGEST_HOST = 255;

    private static final Map<String, Predicate<String>> ALL = all();

    private Formats() {}

    /** Dashes do not matter: {@code date-time} and {@code datetime} are the same. */
    static boolean isKnown(String format) {
        return ALL.containsKey(format.replace("-", ""));
    }

    static boolean matches(String format, String text) {
        return ALL.getOrDefault(format.replace("-", ""), any -> true).test(text);
    }

    private static Map<String, Predicate<String>> all() {
        var all = new HashMap<String, Predicate<String>>();
        all.put("bsonobjectid", pattern("(?i)^[0-9a-f]{24}$"));
        all.put("uri", Formats::isUri);
        all.put("email", pattern("^([^<>]*<)?[^@\\s<>\",;]+@[^@\\s<>\",;]+>?$"));
        all.put("hostname", Formats::isHostname);
        all.put("ipv4", text -> IPV4.matches(text));
        all.put("ipv6", text -> text.contains(":") && InternetAddresses.isVersion6(text));
        all.put("cidr", InternetAddresses::isRange);
        all.put(
                "mac",
                pattern("(?i)^([0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{2}([:-][0-9a-f]{2}){7}"
                        + "|[0-9a-f]{2}([:-][0-9a-f]{2}){19}|[0-9a-f]{4}(\\.[0-9a-f]{4}){2,9})$"));
        all.put("uuid", pattern(UUID_HEAD + "[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"));
        all.put("uuid3", pattern(UUID_HEAD + "3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$"));
        all.put("uuid4", pattern(UUID_HEAD + "4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"));
        all.put("uuid5", pattern(UUID_HEAD + "5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"));
        all.put("isbn", text -> CheckDigits.isIsbn10(text) || CheckDigits.isIsbn13(text));
        all.put("isbn10", CheckDigits::isIsbn10);
        all.put("isbn13", CheckDigits::isIsbn13);
        all.put("creditcard", CheckDigits::isCreditCard);
        all.put("ssn", pattern("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$"));
        all.put("hexcolor", pattern("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"));
        String part = "\\s*(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])\\s*";
        all.put("rgbcolor", pattern("^rgb\\(" + part + "," + part + "," + part + "\\)$"));
        all.put("byte", pattern("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"));
        all.put("password", any -> true);
        all.put("date", Formats::isDate);
        all.put("duration", text -> DURATION.matcher(text).find());
        all.put(
                "datetime",
                pattern("(?i)^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                        + "t([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$"));
        Pattern label = Pattern.compile("^" + LABEL + "$");
        Pattern subdomain = Pattern.compile("^" + LABEL + "(\\." + LABEL + ")*$");
        all.put("k8sshortname", text -> text.length() <= 63 && label.matches(text));
        all.put("k8slongname", text -> text.length() <= 253 && subdomain.matches(text));
        return all;
    }

    private static Predicate<String> pattern(String text) {
        Pattern pattern = Pattern.compile(text);
        return pattern::matches;
    }

    private static boolean isUri(String text) {
        try {
            return text.startsWith("/") || new URI(text).isAbsolute();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static boolean isHostname(String text) {
        if (text.length() > LONGEST_HOST || text.isEmpty()) return false;
        for (String part : text.split("\\.", -1)) {
            boolean fits = part.length() <= 63
                    && !part.startsWith("-")
                    && !part.endsWith("-")
                    && part.chars().allMatch(c -> c == '-' || Character.isLetterOrDigit(c) || c > 0x2000);
            if (!fits) return false;
        }
        return !text.contains("..") && !text.startsWith(".");
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return text.length() == 10;
        } catch (DateTimeException malformed) {
            return false;
        }
    }
}
