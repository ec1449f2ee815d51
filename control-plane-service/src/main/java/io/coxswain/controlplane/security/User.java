package io.coxswain.controlplane.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who asks, as the authenticator vouches for it.
 *
 * @param uid empty where the name is all there is
 * @param extra what else is known, such as the id of the credential; sorted by key
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String UNAUTHENTICATED = "system:unauthenticated";
    public static final String MASTERS = "system:masters";
    public static final String ANONYMOUS_NAME = "system:anonymous";

    /** The names under which the cluster's own components act. */
    public static final String CONTROLLERS = "system:kube-controller-manager";

    public static final String API_SERVER = "system:apiserver";
    public static final String SCHEDULER = "system:kube-scheduler";
    public static final String GATEWAY = "coxswain:ingress-gateway";

    /** Where an extra says which credential was shown. */
    public static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

    /** The user of the request that this thread serves. */
    public static final ScopedValue<User> CURRENT = ScopedValue.newInstance();

    private static final User ANONYMOUS = new User(ANONYMOUS_NAME, List.of(UNAUTHENTICATED));

    public User {
        groups = List.copyOf(groups);
        extra = extra.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(extra));
    }

    public User(String name, List<String> groups) {
        this(name, "", groups, Map.of());
    }

    /** The API server itself, for what it writes at its start. */
    public static User apiServer() {
        return component(API_SERVER);
    }

    /** A component that runs in this process, by the name that its certificate would carry. */
    public static User component(String name) {
        return new User(name, groupsOf(name));
    }

    public static User anonymous() {
        return ANONYMOUS;
    }

    public boolean in(String group) {
        return groups.contains(group);
    }

    /** The same user as one whom somebody has vouched for. */
    public User authenticated() {
        return in(AUTHENTICATED) || in(UNAUTHENTICATED) ? this : withGroup(AUTHENTICATED);
    }

    public User withGroup(String group) {
        List<String> more = new ArrayList<>(groups);
        more.add(group);
        return new User(name, uid, more, extra);
    }

    private static List<String> groupsOf(String name) {
        List<String> groups = new ArrayList<>(
                ServiceAccountName.parse(name).map(ServiceAccountName::groups).orElse(List.of()));
        if (name.equals(API_SERVER)) groups.add(MASTERS);
        groups.add(AUTHENTICATED);
        return groups;
    }
}
