package io.coxswain.controlplane.podsecurity;

import java.util.Optional;

/**
 * One requirement of a level.
 *
 * @param level from which on it is asked for
 * @param since the minor version of Kubernetes that brought it
 * @param until the minor version that dropped it
 * @param replaced the minor version since which the level restricted asks for something stricter in its place
 */
record Check(Level level, int since, int until, int replaced, Rule rule) {
    private static final int NEVER = Integer.MAX_VALUE;

    /** What a Pod is found to do against a requirement. */
    interface Rule {
        Optional<Violation> check(CheckedPod pod);
    }

    static Check baseline(int since, Rule rule) {
        return new Check(Level.BASELINE, since, NEVER, NEVER, rule);
    }

    static Check restricted(int since, Rule rule) {
        return new Check(Level.RESTRICTED, since, NEVER, NEVER, rule);
    }

    /** The same, no longer asked for from this minor version on. */
    Check until(int minor) {
        return new Check(level, since, minor, replaced, rule);
    }

    /** The same, no longer asked for at the level restricted from this minor version on. */
    Check replacedSince(int minor) {
        return new Check(level, since, until, minor, rule);
    }

    /** Whether a level of a version asks for this. */
    boolean isAskedForBy(Level asking, int minor) {
        if (level.compareTo(asking) > 0 || minor < since) return false;
        return isBefore(minor, until) && (asking != Level.RESTRICTED || isBefore(minor, replaced));
    }

    private static boolean isBefore(int minor, int end) {
        return end == NEVER || minor < end;
    }
}
