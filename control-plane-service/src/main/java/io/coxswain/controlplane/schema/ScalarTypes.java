package io.coxswain.controlplane.schema;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether a value fits a scalar type, as Go's decoder decides. */
final class ScalarTypes {
    private static final BigDecimal INT32_LIMIT = new BigDecimal(1L << 31);
    private static final BigDecimal INT64_LIMIT = new BigDecimal(Long.MAX_VALUE).add(BigDecimal.ONE);

    private ScalarTypes() {}

    /** Calls {@code mismatch} with what was found and what is wanted where they differ. */
    static void check(Shape.Scalar wanted, JsonNode value, BiConsumer<String, String> mismatch, String goName) {
        String word = TypeWalk.word(value);
        boolean fits = switch (wanted) {
            case STRING -> value.isString();
            case BOOLEAN -> value.isBoolean();
            case DOUBLE -> value.isNumber();
            case INT32, INT64 -> value.isNumber();
            case RAW, FIELDS, ANY -> true;
            case BYTES, TIME, MICRO_TIME, INT_OR_STRING, QUANTITY ->
                throw new IllegalArgumentException(wanted + " has a check of its own");
        };
        if (!fits) {
            mismatch.accept(word, goName);
        } else if (wanted == Shape.Scalar.INT32 && !isWhole(value, INT32_LIMIT)) {
            mismatch.accept("number " + value, goName);
        } else if (wanted == Shape.Scalar.INT64 && !isWhole(value, INT64_LIMIT)) {
            mismatch.accept("number " + value, goName);
        }
    }

    private static boolean isWhole(JsonNode value, BigDecimal limit) {
        if (!value.isIntegralNumber()) return false;
        BigDecimal number = value.decimalValue();
        return number.compareTo(limit) < 0 && number.compareTo(limit.negate()) >= 0;
    }

    static @Nullable String timeFault(JsonNode value, boolean micro) {
        if (!value.isString()) {
            return "json: cannot unmarshal " + TypeWalk.word(value) + " into Go value of type string";
        }
        String text = value.stringValue();
        try {
            if (text.indexOf('T') == 10) {
                OffsetDateTime.parse(text);
                return null;
            }
        } catch (DateTimeException e) {
            return timeFault(text, micro);
        }
        return timeFault(text, micro);
    }

    private static String timeFault(String text, boolean micro) {
        String layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
        String quoted = Quoted.go(text);
        return "parsing time " + quoted + " as \"" + layout + "\": cannot parse " + quoted + " as \"2006\"";
    }

    /** Go's standard base64: padded, line breaks ignored. */
    static @Nullable String base64Fault(String text) {
        int digits = 0;
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') continue;
            if (c == '=') {
                padding++;
                boolean early = digits % 4 < 2 || padding > 2;
                if (early) return base64Fault(i);
            } else if (padding > 0) {
                return base64Fault(i);
            } else if (c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/')) {
                digits++;
            } else {
                return base64Fault(i);
            }
        }
        return (digits + padding) % 4 == 0 ? null : base64Fault(text.length() - text.length() % 4);
    }

    private static String base64Fault(int at) {
        return "illegal base64 data at input byte " + at;
    }
}
