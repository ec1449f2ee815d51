package io.coxswain.controlplane.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts of quantities such as {@code 100m} and {@code 1Gi}: whether they are right, and their canonical form. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("([+-]?)(\\d*)(?:\\.(\\d*))?([eEinumkKMGTP]*[-+]?\\d*)");
    private static final Pattern EXPONENT = Pattern.compile("[eE][-+]?\\d{1,9}");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    /** An exponent beyond it is cut off at the largest value anyhow. */
    private static final int EXPONENT_LIMIT = 40;

    private Quantity() {}

    /** Null where the text is a quantity, else Kubernetes' words for what is wrong. */
    public static @Nullable String fault(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (text.isBlank() || !form.matches()) {
            return "quantities must match the regular expression " + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        }
        String fraction = form.group(3) == null ? "" : form.group(3);
        if (form.group(2).isEmpty() && fraction.isEmpty()) return "unable to parse numeric part of quantity";
        String suffix = form.group(4);
        boolean known = DECIMAL.contains(suffix)
                || BINARY.contains(suffix)
                || EXPONENT.matcher(suffix).matches();
        return known ? null : "unable to parse quantity's suffix";
    }

    /** The amount that a valid text stands for. */
    public static BigDecimal amount(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) throw new IllegalArgumentException("no quantity: " + text);
        String fraction = form.group(3) == null ? "" : form.group(3);
        BigDecimal number = new BigDecimal(form.group(1) + "0" + form.group(2) + "." + fraction + "0");
        String suffix = form.group(4);
        int binary = suffix.isEmpty() ? -1 : BINARY.indexOf(suffix);
        return limited(binary > 0 ? number.multiply(KIBI.pow(binary)) : number.scaleByPowerOfTen(power(suffix)));
    }

    /** An amount in canonical form, with the kind of suffix that {@code like} has. */
    public static String text(BigDecimal amount, String like) {
        String suffix = like.strip().replaceFirst("^[-+.0-9]*", "");
        boolean binary = suffix.endsWith("i") && amount.abs().compareTo(KIBI) >= 0;
        return binary
                ? binary(amount)
                : decimal(amount, EXPONENT.matcher(suffix).matches());
    }

    /** The sum in canonical form; zero has no form of its own. */
    public static String sum(String one, String other) {
        BigDecimal amount = amount(one);
        return text(amount.add(amount(other)), amount.signum() == 0 ? other : one);
    }

    /** Less than, equal to or more than zero as the first amount is to the second. */
    public static int compare(String one, String other) {
        return amount(one).compareTo(amount(other));
    }

    private static int power(String suffix) {
        int power = EXPONENT.matcher(suffix).matches()
                ? Integer.parseInt(suffix.substring(suffix.charAt(1) == '+' ? 2 : 1))
                : 3 * (DECIMAL.indexOf(suffix) - 3);
        return Math.clamp(power, -EXPONENT_LIMIT, EXPONENT_LIMIT);
    }

    /** The same amount without fraction and with the largest suffix that keeps it whole, in the same form of suffix. */
    public static String canonical(String text) {
        return text(amount(text), text);
    }

    /** No finer than a billionth, rounded away from zero, and within 63 bits. */
    private static BigDecimal limited(BigDecimal amount) {
        BigDecimal rounded = amount.scale() > 9 ? amount.setScale(9, RoundingMode.UP) : amount;
        return rounded.min(LARGEST).max(LARGEST.negate());
    }

    private static String binary(BigDecimal bytes) {
        if (bytes.stripTrailingZeros().scale() > 0) return decimal(bytes, false);
        BigInteger number = bytes.toBigIntegerExact();
        int at = 0;
        BigInteger kibi = KIBI.toBigInteger();
        while (at < BINARY.size() - 1
                && number.signum() != 0
                && number.mod(kibi).signum() == 0) {
            number = number.divide(kibi);
            at++;
        }
        return number + BINARY.get(at);
    }

    private static String decimal(BigDecimal amount, boolean exponent) {
        if (amount.signum() == 0) return "0";
        BigDecimal stripped = amount.stripTrailingZeros();
        int power = Math.floorDiv(-stripped.scale(), 3) * 3;
        power = exponent ? power : Math.clamp(power, -9, 18);
        BigInteger number = stripped.scaleByPowerOfTen(-power).toBigIntegerExact();
        if (!exponent) return number + DECIMAL.get(power / 3 + 3);
        return power == 0 ? number.toString() : number + "e" + power;
    }
}
