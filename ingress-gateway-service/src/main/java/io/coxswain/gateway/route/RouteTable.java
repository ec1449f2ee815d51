package io.coxswain.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All routes at one moment. The host is chosen first (its own name, then the wildcard above it, then rules without a
 * host), then the path inside it; what that host does not match goes to the default backend, never to another host.
 */
public final class RouteTable {
    private final Map<String, HostRoutes> byHost;
    private final Map<String, HostRoutes> byParent;
    private final @Nullable HostRoutes everyHost;
    private final @Nullable Route defaultRoute;
    private final List<Route> routes;

    private RouteTable(Builder builder) {
        this.byHost = Map.copyOf(builder.byHost);
        this.byParent = Map.copyOf(builder.byParent);
        this.everyHost = builder.everyHost;
        this.defaultRoute = builder.defaultRoute;
        this.routes = List.copyOf(builder.routes);
    }

    public static RouteTable empty() {
        return new Builder().build();
    }

    /** {@code host} and {@code path} in their normal forms; null where nothing matches. */
    public @Nullable Route find(String host, String path) {
        HostRoutes chosen = byHost.get(host);
        if (chosen == null && !byParent.isEmpty()) chosen = byParent.get(parent(host));
        if (chosen == null) chosen = everyHost;
        Route found = chosen == null ? null : chosen.find(path);
        return found != null ? found : defaultRoute;
    }

    /** The rule host whose paths decide for {@code host}: itself, a wildcard, empty for every host; null for none. */
    public @Nullable String ruleHost(String host) {
        if (byHost.containsKey(host)) return host;
        if (byParent.containsKey(parent(host))) return "*." + parent(host);
        return everyHost == null ? null : "";
    }

    /** In the order in which they were added. */
    public List<Route> routes() {
        return routes;
    }

    public int hosts() {
        return byHost.size() + byParent.size();
    }

    private static String parent(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(dot + 1);
    }

    /** Adds routes in the order of their precedence: of two with the same place the first one stays. */
    public static final class Builder {
        private final Map<String, HostRoutes> byHost = new HashMap<>();
        private final Map<String, HostRoutes> byParent = new HashMap<>();
        private final List<Route> routes = new ArrayList<>();
        private @Nullable HostRoutes everyHost;
        private @Nullable Route defaultRoute;

        /** Returns the route that already has this host and path, or null when {@code route} was added. */
        public @Nullable Route add(Route route) {
            return listed(route, host(route.host()).add(route));
        }

        /** What the host's paths do not match goes to {@code route}. */
        public @Nullable Route addHostDefault(Route route) {
            return listed(route, host(route.host()).addDefault(route));
        }

        /** What no host matches goes to {@code route}. */
        public @Nullable Route addDefault(Route route) {
            Route present = defaultRoute;
            if (present == null) defaultRoute = route;
            return listed(route, present);
        }

        public RouteTable build() {
            return new RouteTable(this);
        }

        private @Nullable Route listed(Route route, @Nullable Route present) {
            if (present == null) routes.add(route);
            return present;
        }

        private HostRoutes host(String host) {
            if (host.startsWith("*.")) return byParent.computeIfAbsent(host.substring(2), any -> new HostRoutes());
            if (!host.isEmpty()) return byHost.computeIfAbsent(host, any -> new HostRoutes());
            HostRoutes every = everyHost == null ? new HostRoutes() : everyHost;
            everyHost = every;
            return every;
        }
    }
}
