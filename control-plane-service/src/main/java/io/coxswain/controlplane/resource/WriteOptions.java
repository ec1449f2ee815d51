package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.security.User;

/**
 * How a write is asked for.
 *
 * @param dryRun everything but the write itself
 */
public record WriteOptions(User user, boolean dryRun) {
    public static WriteOptions of(User user) {
        return new WriteOptions(user, false);
    }
}
