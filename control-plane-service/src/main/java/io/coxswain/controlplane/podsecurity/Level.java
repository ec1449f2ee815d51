package io.coxswain.controlplane.podsecurity;

import java.util.Locale;
import java.util.Optional;

/** How much a Pod may ask for, from all to little. */
public enum Level {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    static Optional<Level> parse(String text) {
        for (Level level : values()) if (level.toString().equals(text)) return Optional.of(level);
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
