package io.coxswain.controlplane.security;

import java.util.List;

/** Who asks: a user name and the groups that the authenticator vouches for. */
public record User(String name, List<String> groups) {
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String MASTERS = "system:masters";

    /** The user of the request that this thread serves. */
    public static final ScopedValue<User> CURRENT = ScopedValue.newInstance();

    public User {
        groups = List.copyOf(groups);
    }

    /** The API server itself, for what it writes at its start. */
    public static User apiServer() {
        return new User("system:apiserver", List.of(MASTERS, AUTHENTICATED));
    }

    /** A component that runs in this process, by the name that its certificate would carry. */
    public static User component(String name) {
        return new User(name, List.of(AUTHENTICATED));
    }

    public boolean in(String group) {
        return groups.contains(group);
    }
}
