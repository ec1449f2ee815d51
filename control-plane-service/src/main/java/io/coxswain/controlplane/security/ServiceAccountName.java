package io.coxswain.controlplane.security;

import java.util.List;
import java.util.Optional;

/** The name of a ServiceAccount, as it stands in the names of users and groups. */
public record ServiceAccountName(String namespace, String name) {
    private static final String USER = "system:serviceaccount:";
    private static final String GROUP = "system:serviceaccounts";

    /** Reads {@code system:serviceaccount:<namespace>:<name>}. */
    public static Optional<ServiceAccountName> parse(String user) {
        if (!user.startsWith(USER)) return Optional.empty();
        String[] parts = user.substring(USER.length()).split(":", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new ServiceAccountName(parts[0], parts[1]))
                : Optional.empty();
    }

    public String user() {
        return USER + namespace + ":" + name;
    }

    /** All ServiceAccounts, and those of the namespace. */
    public List<String> groups() {
        return List.of(GROUP, GROUP + ":" + namespace);
    }
}
