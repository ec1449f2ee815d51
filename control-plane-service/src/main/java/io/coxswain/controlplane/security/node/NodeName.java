package io.coxswain.controlplane.security.node;

import io.coxswain.controlplane.security.User;
import java.util.Optional;

/** Reads which node's agent a user is. */
public final class NodeName {
    public static final String GROUP = "system:nodes";
    public static final String USER_PREFIX = "system:node:";

    private NodeName() {}

    /** Empty for whoever is no node. */
    public static Optional<String> of(User user) {
        return user.name().startsWith(USER_PREFIX) && user.name().length() > USER_PREFIX.length() && user.in(GROUP)
                ? Optional.of(user.name().substring(USER_PREFIX.length()))
                : Optional.empty();
    }
}
