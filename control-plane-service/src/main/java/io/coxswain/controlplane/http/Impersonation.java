package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.ServiceAccountName;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Acting as somebody else, by request headers: each part of whom the caller wants to be must be allowed to it. */
final class Impersonation {
    private static final String PREFIX = "impersonate-";
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Authorizers authorizers;

    Impersonation(Authorizers authorizers) {
        this.authorizers = authorizers;
    }

    /** Whom the caller wants to be; empty where it acts as itself. */
    Optional<User> wanted(User caller, HttpServletRequest request) {
        if (!isAskedFor(request)) return Optional.empty();
        String name = request.getHeader(USER);
        List<String> groups = Collections.list(request.getHeaders(GROUP));
        String uid = request.getHeader(UID);
        Map<String, List<String>> extra = extra(request);
        if (name == null || name.isEmpty()) {
            throw ApiException.badRequest("requested "
                    + (uid != null
                            ? "[{UID  " + uid + "  authentication.k8s.io/v1  }]"
                            : groups.isEmpty() ? extra.keySet().toString() : groups.toString())
                    + " without impersonating a user");
        }
        Optional<ServiceAccountName> account = ServiceAccountName.parse(name);
        check(
                caller,
                account.isPresent()
                        ? new Action.OnResource(
                                "impersonate",
                                "",
                                "v1",
                                "serviceaccounts",
                                "",
                                account.get().namespace(),
                                account.get().name(),
                                Map.of())
                        : Action.OnResource.on("impersonate", "", "users", name));
        for (String group : groups) check(caller, Action.OnResource.on("impersonate", "", "groups", group));
        extra.forEach((key, values) -> values.forEach(value -> check(
                caller,
                new Action.OnResource("impersonate", AUTHENTICATION, "v1", "userextras", key, null, value, Map.of()))));
        if (uid != null) check(caller, Action.OnResource.on("impersonate", AUTHENTICATION, "uids", uid));
        return Optional.of(new User(name, uid == null ? "" : uid, withDefaults(name, account, groups), extra));
    }

    private void check(User caller, Action action) {
        authorizers.check(caller, action);
    }

    private static List<String> withDefaults(String name, Optional<ServiceAccountName> account, List<String> asked) {
        List<String> groups = new ArrayList<>(asked);
        if (asked.isEmpty()) account.ifPresent(found -> groups.addAll(found.groups()));
        String everybody = name.equals(User.ANONYMOUS_NAME) ? User.UNAUTHENTICATED : User.AUTHENTICATED;
        boolean told = groups.contains(User.AUTHENTICATED) || groups.contains(User.UNAUTHENTICATED);
        if (!told) groups.add(everybody);
        return groups;
    }

    private static boolean isAskedFor(HttpServletRequest request) {
        for (String header : Collections.list(request.getHeaderNames())) {
            if (header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) return true;
        }
        return false;
    }

    private static Map<String, List<String>> extra(HttpServletRequest request) {
        Map<String, List<String>> extra = new HashMap<>();
        for (String header : Collections.list(request.getHeaderNames())) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (!lower.startsWith(EXTRA)) continue;
            String key = URLDecoder.decode(lower.substring(EXTRA.length()), StandardCharsets.UTF_8);
            extra.put(key, Collections.list(request.getHeaders(header)));
        }
        return extra;
    }
}
