package io.coxswain.gateway.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of one host, one wildcard, or of every host. Changed only while the table is built. */
final class HostRoutes {
    private final Map<String, Route> exact = new HashMap<>();
    private final PathTrie prefixes = new PathTrie();
    private @Nullable Route defaultRoute;

    /** Returns the route that already has this place, or null when {@code route} was added. */
    @Nullable Route add(Route route) {
        return switch (route.pathType()) {
            case EXACT -> exact.putIfAbsent(route.path(), route);
            case PREFIX -> prefixes.add(route.path(), route);
        };
    }

    @Nullable Route addDefault(Route route) {
        Route present = defaultRoute;
        if (present == null) defaultRoute = route;
        return present;
    }

    @Nullable Route find(String path) {
        if (!exact.isEmpty()) {
            Route whole = exact.get(path);
            if (whole != null) return whole;
        }
        Route longest = prefixes.find(path);
        return longest != null ? longest : defaultRoute;
    }
}
