package io.coxswain.controlplane.schema;

import java.util.Optional;

/** What to do about unknown and duplicate fields: the {@code fieldValidation} parameter. */
public enum FieldValidation {
    Ignore,
    Warn,
    Strict;

    /** The default is {@code Warn}; empty where it is any other word. */
    public static Optional<FieldValidation> find(String parameter) {
        if (parameter.isEmpty()) return Optional.of(Warn);
        for (FieldValidation validation : values()) {
            if (validation.name().equals(parameter)) return Optional.of(validation);
        }
        return Optional.empty();
    }
}
