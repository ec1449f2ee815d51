package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.security.User;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How a write is asked for.
 *
 * @param dryRun everything but the write itself
 * @param warnings filled by the write: what the client is told beside the answer
 */
public record WriteOptions(User user, boolean dryRun, Set<String> warnings) {
    public WriteOptions(User user, boolean dryRun) {
        this(user, dryRun, new LinkedHashSet<>());
    }

    public static WriteOptions of(User user) {
        return new WriteOptions(user, false);
    }
}
