package io.coxswain.controlplane.structural;

import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What was found wrong with a value, each fault once, and how many checks were made on the way. */
final class Findings {
    private final String prefix;
    private final List<FieldError> errors = new ArrayList<>();
    private int matches;

    Findings(String prefix) {
        this.prefix = prefix;
    }

    List<FieldError> errors() {
        return errors;
    }

    boolean isClean() {
        return errors.isEmpty();
    }

    /** The more checks were made, the likelier the schema is the one that was meant. */
    int matches() {
        return matches;
    }

    void passed() {
        matches++;
    }

    void merge(Findings other) {
        matches += other.matches;
        other.errors.forEach(this::add);
    }

    void required(String path) {
        add(FieldError.required(place(path), ""));
    }

    /** {@code fault} goes behind the words {@code <path> in body}. */
    void invalid(String path, Object value, String fault) {
        add(FieldError.invalid(place(path), plain(value), path + " in body " + fault));
    }

    void wrongType(String path, String wanted, String found) {
        String message = "Invalid value: \"" + found + "\": " + path + " in body must be of type " + wanted + ": \""
                + found + "\"";
        add(new FieldError(place(path), FieldError.Type.FieldValueTypeInvalid, message));
    }

    void wrongFormat(String path, String format, String value) {
        FieldError invalid = FieldError.invalid(place(path), value, path + " in body must be of type " + format + ": ");
        String quoted = invalid.message()
                .substring(
                        "Invalid value: ".length(),
                        invalid.message().length()
                                - (": " + path + " in body must be of type " + format + ": ").length());
        add(new FieldError(place(path), FieldError.Type.FieldValueTypeInvalid, invalid.message() + quoted));
    }

    void tooLong(String path, long maximum) {
        add(FieldError.tooLong(place(path), Math.toIntExact(maximum)));
    }

    void tooMany(String path, int actual, long maximum) {
        String message = "Too many: " + actual + ": must have at most " + maximum + " items";
        add(new FieldError(place(path), FieldError.Type.FieldValueTooMany, message));
    }

    /** The values in the order of the schema. */
    void notSupported(String path, JsonNode value, List<String> supported) {
        FieldError none = FieldError.notSupported(place(path), plain(value), List.of());
        String listed = String.join(
                ", ", supported.stream().map(word -> '"' + word + '"').toList());
        String message = none.message().substring(0, none.message().lastIndexOf(": supported values: "))
                + ": supported values: ";
        add(new FieldError(place(path), FieldError.Type.FieldValueNotSupported, message + listed));
    }

    /** A fault that Kubernetes tells of no field in particular. */
    void whole(String message) {
        add(FieldError.invalid(prefix.isEmpty() ? "<nil>" : prefix, "", message));
    }

    private void add(FieldError error) {
        if (!errors.contains(error)) errors.add(error);
    }

    private String place(String path) {
        if (prefix.isEmpty()) return path.isEmpty() ? "<nil>" : path;
        return path.isEmpty() ? prefix : prefix + "." + path;
    }

    private static Object plain(@Nullable Object value) {
        if (value instanceof JsonNode node) return node.isString() ? node.stringValue() : node;
        return value == null ? "" : value;
    }
}
