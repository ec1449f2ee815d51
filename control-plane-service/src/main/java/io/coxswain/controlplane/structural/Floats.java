package io.coxswain.controlplane.structural;

import java.math.BigDecimal;
import java.util.Locale;

/** Floating point numbers as Kubernetes writes them in messages. */
final class Floats {
    private Floats() {}

    static String text(double number) {
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.signum() == 0 ? 0 : exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 6) return exact.toPlainString();
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (exact.signum() < 0 ? "-" : "")
                + mantissa
                + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
