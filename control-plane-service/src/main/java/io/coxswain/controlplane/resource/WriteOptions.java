package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.security.User;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How a write is asked for.
 *
 * @param dryRun everything but the write itself
 * @param manager who will own the fields that change; empty where the client gives no name
 * @param warnings filled by the write: what the client is told beside the answer
 */
public record WriteOptions(User user, boolean dryRun, String manager, Set<String> warnings) {
    private static final String SYSTEM = "system:";

    public WriteOptions(User user, boolean dryRun, String manager) {
        this(user, dryRun, manager, new LinkedHashSet<>());
    }

    /** For a component of this process, which owns fields under its own name. */
    public static WriteOptions of(User user) {
        String name = user.name();
        return new WriteOptions(user, false, name.startsWith(SYSTEM) ? name.substring(SYSTEM.length()) : name);
    }
}
