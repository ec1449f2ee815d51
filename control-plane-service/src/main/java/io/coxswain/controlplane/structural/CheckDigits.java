package io.coxswain.controlplane.structural;

import com.google.re2j.Pattern;

/** Numbers that carry a check digit. */
final class CheckDigits {
    private static final Pattern CARD =
            Pattern.compile("^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9]{2})[0-9]{12}"
                    + "|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})$");
    private static final Pattern ISBN_10 = Pattern.compile("^[0-9]{9}[0-9X]$");
    private static final Pattern ISBN_13 = Pattern.compile("^[0-9]{13}$");

    private CheckDigits() {}

    static boolean isIsbn10(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!ISBN_10.matches(digits)) return false;
        int sum = 0;
        for (int at = 0; at < 10; at++) {
            int digit = digits.charAt(at) == 'X' ? 10 : digits.charAt(at) - '0';
            sum += (at + 1) * digit;
        }
        return sum % 11 == 0;
    }

    static boolean isIsbn13(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!ISBN_13.matches(digits)) return false;
        int sum = 0;
        for (int at = 0; at < 13; at++) sum += (digits.charAt(at) - '0') * (at % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    static boolean isCreditCard(String text) {
        String digits = text.replaceAll("[^0-9]+", "");
        if (!CARD.matches(digits)) return false;
        int sum = 0;
        for (int at = 0; at < digits.length(); at++) {
            int digit = digits.charAt(digits.length() - 1 - at) - '0';
            int weighed = at % 2 == 0 ? digit : digit * 2;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }
}
