package io.coxswain.controlplane.schema;

import io.coxswain.status.ApiException;
import org.jspecify.annotations.Nullable;

/** What to do about unknown and duplicate fields: the {@code fieldValidation} parameter. */
public enum FieldValidation {
    Ignore,
    Warn,
    Strict;

    /** The default is {@code Warn}; any other word is {@code BadRequest}. */
    public static FieldValidation parse(@Nullable String parameter) {
        if (parameter == null || parameter.isEmpty()) return Warn;
        for (FieldValidation validation : values()) {
            if (validation.name().equals(parameter)) return validation;
        }
        throw ApiException.badRequest("fieldValidation: Unsupported value: \"" + parameter
                + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    }
}
