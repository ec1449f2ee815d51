package io.coxswain.controlplane.controller.owner;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A number, or a percentage of another number. */
public final class Portion {
    private Portion() {}

    /** {@code otherwise} stands for a value that is absent. */
    public static int of(@Nullable IntOrString value, IntOrString otherwise, int total, boolean roundUp) {
        IntOrString given = Objects.requireNonNullElse(value, otherwise);
        if (given.getIntVal() != null) return given.getIntVal();
        String text = Objects.requireNonNullElse(given.getStrVal(), "0%");
        double exact = Integer.parseInt(text.replace("%", "").trim()) * (double) total / 100;
        return (int) (roundUp ? Math.ceil(exact) : Math.floor(exact));
    }
}
