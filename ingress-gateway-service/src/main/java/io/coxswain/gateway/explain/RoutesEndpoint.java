package io.coxswain.gateway.explain;

import io.coxswain.gateway.endpoint.Endpoint;
import io.coxswain.gateway.route.HostName;
import io.coxswain.gateway.route.NormalPath;
import io.coxswain.gateway.route.Route;
import io.coxswain.gateway.route.RouteTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/routes} lists the routes; with {@code host} and {@code path} it says where such a request goes. */
@org.springframework.boot.actuate.endpoint.annotation.Endpoint(id = "routes")
public final class RoutesEndpoint {
    private static final int MAX_LISTED = 1_000;

    private final Supplier<RouteTable> routes;

    public RoutesEndpoint(Supplier<RouteTable> routes) {
        this.routes = routes;
    }

    @ReadOperation
    public Map<String, Object> routes(@Nullable String host, @Nullable String path) {
        RouteTable table = routes.get();
        return host == null && path == null ? list(table) : explain(table, host, path == null ? "/" : path);
    }

    private static Map<String, Object> list(RouteTable table) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", table.routes().size());
        answer.put(
                "routes",
                table.routes().stream()
                        .limit(MAX_LISTED)
                        .map(RoutesEndpoint::shown)
                        .toList());
        return answer;
    }

    private static Map<String, Object> explain(RouteTable table, @Nullable String host, String path) {
        Map<String, Object> answer = new LinkedHashMap<>();
        String name = host == null ? "" : HostName.of(host);
        if (name == null) {
            answer.put("status", 400);
            answer.put("why", "the host is not valid");
            return answer;
        }
        int query = path.indexOf('?');
        switch (NormalPath.of(query < 0 ? path : path.substring(0, query))) {
            case NormalPath.Refused(String why) -> {
                answer.put("status", 400);
                answer.put("why", why);
            }
            case NormalPath.Normal(String normal) -> {
                answer.put("host", name);
                answer.put("path", normal);
                explainFound(answer, table.ruleHost(name), table.find(name, normal), normal);
            }
        }
        return answer;
    }

    private static void explainFound(
            Map<String, Object> answer, @Nullable String ruleHost, @Nullable Route found, String path) {
        String byHost = ruleHost == null
                ? "no rule is for this host"
                : ruleHost.isEmpty() ? "rules without a host apply" : "rules of host " + ruleHost + " apply";
        if (found == null) {
            answer.put("status", 404);
            answer.put("why", byHost + "; none of their paths matches and there is no default backend");
            return;
        }
        String byPath = found.path().isEmpty()
                ? "none of their paths matches, so the default backend is used"
                : found.path().equals(path) ? "the path is named by a rule" : "the longest prefix is " + found.path();
        answer.put("why", byHost + "; " + byPath);
        answer.put("route", shown(found));
        if (found.upstream().endpoints().isEmpty()) {
            answer.put("status", 503);
            answer.put("why", byHost + "; " + byPath + "; no endpoint of the Service is ready");
        }
    }

    private static Map<String, Object> shown(Route route) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("host", route.host());
        shown.put("path", route.path());
        shown.put("pathType", route.pathType());
        shown.put("ingress", route.ingress().toString());
        shown.put("backend", route.upstream().backend().toString());
        List<String> endpoints =
                route.upstream().endpoints().stream().map(Endpoint::toString).toList();
        shown.put("endpoints", endpoints);
        return shown;
    }
}
