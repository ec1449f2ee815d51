package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;

/** Faults in words that more than one kind needs. */
final class FieldErrors {
    private FieldErrors() {}

    static FieldError tooMany(String path, int number, int most) {
        return new FieldError(
                path,
                FieldError.Type.FieldValueTooMany,
                "Too many: " + number + ": must have at most " + most + " items");
    }
}
