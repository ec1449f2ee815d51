package io.coxswain.status;

/**
 * One fault of one field.
 *
 * @param field the path as Kubernetes writes it, such as {@code spec.containers[0].name}
 * @param message the text behind the field, such as {@code Required value}
 */
public record FieldError(String field, Type type, String message) {
    /** The kinds of fault, named as the causes of a Status name them. */
    public enum Type {
        FieldValueRequired,
        FieldValueInvalid,
        FieldValueNotSupported,
        FieldValueDuplicate,
        FieldValueForbidden,
        FieldValueTooLong,
        FieldValueTooMany,
        FieldValueNotFound,
        FieldValueTypeInvalid
    }

    public static FieldError required(String field, String detail) {
        return new FieldError(field, Type.FieldValueRequired, suffix("Required value", detail));
    }

    /** {@code value} is worded as JSON: strings in quotes. */
    public static FieldError invalid(String field, Object value, String detail) {
        return new FieldError(field, Type.FieldValueInvalid, suffix("Invalid value: " + quoted(value), detail));
    }

    public static FieldError notSupported(String field, Object value, java.util.List<String> supported) {
        return notSupportedInOrder(field, value, supported.stream().sorted().toList());
    }

    /** Where Kubernetes lists the values in another order than that of their letters. */
    public static FieldError notSupportedInOrder(String field, Object value, java.util.List<String> supported) {
        String values = supported.stream().map(FieldError::quoted).collect(java.util.stream.Collectors.joining(", "));
        return new FieldError(
                field,
                Type.FieldValueNotSupported,
                suffix("Unsupported value: " + quoted(value), "supported values: " + values));
    }

    public static FieldError duplicate(String field, Object value) {
        return new FieldError(field, Type.FieldValueDuplicate, "Duplicate value: " + quoted(value));
    }

    public static FieldError notFound(String field, Object value) {
        return new FieldError(field, Type.FieldValueNotFound, "Not found: " + quoted(value));
    }

    public static FieldError forbidden(String field, String detail) {
        return new FieldError(field, Type.FieldValueForbidden, suffix("Forbidden", detail));
    }

    public static FieldError tooLong(String field, int maximum) {
        return new FieldError(field, Type.FieldValueTooLong, "Too long: may not be more than " + maximum + " bytes");
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }

    private static String suffix(String start, String detail) {
        return detail.isEmpty() ? start : start + ": " + detail;
    }

    private static String quoted(Object value) {
        return value instanceof String text
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : String.valueOf(value);
    }
}
