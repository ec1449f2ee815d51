package io.coxswain.controlplane.strategy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The syntax of names, keys and values, with the words that Kubernetes uses for each fault; an empty list is good. */
public final class Names {
    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;

    private static final String LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN_FORM = LABEL_FORM + "(\\." + LABEL_FORM + ")*";
    private static final String DNS_1035_FORM = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED_FORM = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE_FORM = "(" + QUALIFIED_FORM + ")?";
    private static final String ENV_FORM = "[ -<>-~]+";
    private static final String CONFIG_KEY_FORM = "[-._a-zA-Z0-9]+";

    private static final Pattern LABEL = Pattern.compile(LABEL_FORM);
    private static final Pattern SUBDOMAIN = Pattern.compile(SUBDOMAIN_FORM);
    private static final Pattern DNS_1035 = Pattern.compile(DNS_1035_FORM);
    private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_FORM);
    private static final Pattern VALUE = Pattern.compile(VALUE_FORM);
    private static final Pattern ENV = Pattern.compile(ENV_FORM);
    private static final Pattern CONFIG_KEY = Pattern.compile(CONFIG_KEY_FORM);
    private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]+");

    private static final String QUALIFIED_FAULT = form(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character",
            QUALIFIED_FORM,
            "MyName",
            "my.name",
            "123-abc");

    private Names() {}

    public static List<String> label(String name) {
        return check(
                name,
                LABEL_LENGTH,
                LABEL,
                form(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must"
                                + " start and end with an alphanumeric character",
                        LABEL_FORM,
                        "my-name",
                        "123-abc"));
    }

    public static List<String> subdomain(String name) {
        return check(
                name,
                SUBDOMAIN_LENGTH,
                SUBDOMAIN,
                form(
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                                + " and must start and end with an alphanumeric character",
                        SUBDOMAIN_FORM,
                        "example.com"));
    }

    public static List<String> dns1035Label(String name) {
        return check(
                name,
                LABEL_LENGTH,
                DNS_1035,
                form(
                        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
                                + " alphabetic character, and end with an alphanumeric character",
                        DNS_1035_FORM,
                        "my-name",
                        "abc-123"));
    }

    /** A label or annotation key: a name with an optional DNS subdomain before a slash. */
    public static List<String> qualified(String key) {
        List<String> faults = new ArrayList<>();
        String[] parts = key.split("/", -1);
        String name = parts[parts.length - 1];
        if (parts.length > 2) {
            return List.of("a qualified name " + QUALIFIED_FAULT
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) faults.add("prefix part must be non-empty");
            else subdomain(parts[0]).forEach(fault -> faults.add("prefix part " + fault));
        }
        if (name.isEmpty()) faults.add("name part must be non-empty");
        else if (bytes(name) > LABEL_LENGTH) faults.add("name part " + tooLong(LABEL_LENGTH));
        if (!QUALIFIED.matcher(name).matches()) faults.add("name part " + QUALIFIED_FAULT);
        return faults;
    }

    public static List<String> labelValue(String value) {
        return check(
                value,
                LABEL_LENGTH,
                VALUE,
                form(
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
                                + " and must start and end with an alphanumeric character",
                        VALUE_FORM,
                        "MyValue",
                        "my_value",
                        "12345"));
    }

    public static List<String> environmentVariable(String name) {
        if (ENV.matcher(name).matches()) return List.of();
        return List.of("a valid environment variable name must consist only of printable ASCII characters other than"
                + " '='");
    }

    /** A key of a ConfigMap or Secret, which may become a file name. */
    public static List<String> configKey(String key) {
        List<String> faults = new ArrayList<>();
        if (bytes(key) > SUBDOMAIN_LENGTH) faults.add(tooLong(SUBDOMAIN_LENGTH));
        if (!CONFIG_KEY.matcher(key).matches()) {
            faults.add(form(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                    CONFIG_KEY_FORM,
                    "key.name",
                    "KEY_NAME",
                    "key-name"));
        }
        if (key.equals(".")) faults.add("must not be '.'");
        else if (key.equals("..")) faults.add("must not be '..'");
        else if (key.startsWith("..")) faults.add("must not start with '..'");
        return faults;
    }

    /** The name of a container's port. */
    public static List<String> portName(String name) {
        List<String> faults = new ArrayList<>();
        if (bytes(name) > 15) faults.add("must be no more than 15 characters");
        if (!PORT_CHARACTERS.matcher(name).matches()) {
            faults.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (name.chars().noneMatch(letter -> letter >= 'a' && letter <= 'z')) {
            faults.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) faults.add("must not contain consecutive hyphens");
        if (name.startsWith("-") || name.endsWith("-")) faults.add("must not begin or end with a hyphen");
        return faults;
    }

    public static List<String> portNumber(long port) {
        return port >= 1 && port <= 65535 ? List.of() : List.of("must be between 1 and 65535, inclusive");
    }

    private static List<String> check(String text, int limit, Pattern pattern, String fault) {
        List<String> faults = new ArrayList<>();
        if (bytes(text) > limit) faults.add(tooLong(limit));
        if (!pattern.matcher(text).matches()) faults.add(fault);
        return faults;
    }

    private static String tooLong(int limit) {
        return "must be no more than " + limit + " bytes";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String form(String message, String pattern, String... examples) {
        StringBuilder text = new StringBuilder(message).append(" (e.g. ");
        for (int at = 0; at < examples.length; at++) {
            if (at > 0) text.append(" or ");
            text.append('\'').append(examples[at]).append("', ");
        }
        return text.append("regex used for validation is '")
                .append(pattern)
                .append("')")
                .toString();
    }
}
