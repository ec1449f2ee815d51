package io.coxswain.node.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a log to read.
 *
 * @param previous the log of the run before the last restart
 * @param since null for the beginning
 * @param tailLines the last lines only; null for all
 * @param limitBytes cut off after so many bytes; null for no limit
 */
public record LogOptions(
        boolean follow,
        boolean previous,
        boolean timestamps,
        @Nullable Instant since,
        @Nullable Long tailLines,
        @Nullable Long limitBytes) {
    public static LogOptions everything() {
        return new LogOptions(false, false, false, null, null, null);
    }

    public static LogOptions tail(long lines, long bytes) {
        return new LogOptions(false, false, false, null, lines, bytes);
    }
}
