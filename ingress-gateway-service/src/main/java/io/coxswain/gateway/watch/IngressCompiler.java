package io.coxswain.gateway.watch;

import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.route.HostName;
import io.coxswain.gateway.route.NormalPath;
import io.coxswain.gateway.route.PathType;
import io.coxswain.gateway.route.Route;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the route table of a list of Ingress objects. The oldest Ingress wins where two claim the same place. */
final class IngressCompiler {
    /** What came of it; {@code byBackend} says which Ingress objects use a backend. */
    record Compiled(RouteTable table, Map<Backend, Map<ObjectKey, Ingress>> byBackend, List<Problem> problems) {}

    private static final Comparator<Ingress> OLDEST_FIRST = Comparator.comparing(
                    (Ingress ingress) -> String.valueOf(ingress.getMetadata().getCreationTimestamp()))
            .thenComparing(ObjectKey::of);

    private final Function<Backend, Upstream> upstreams;
    private final RouteTable.Builder table = new RouteTable.Builder();
    private final Map<Backend, Map<ObjectKey, Ingress>> byBackend = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private IngressCompiler(Function<Backend, Upstream> upstreams) {
        this.upstreams = upstreams;
    }

    static Compiled compile(List<Ingress> ingresses, Function<Backend, Upstream> upstreams) {
        var compiler = new IngressCompiler(upstreams);
        ingresses.stream().sorted(OLDEST_FIRST).forEach(compiler::add);
        return new Compiled(compiler.table.build(), compiler.byBackend, compiler.problems);
    }

    private void add(Ingress ingress) {
        tellUnsupportedAnnotations(ingress);
        var spec = ingress.getSpec();
        if (spec == null) return;
        IngressBackend byDefault = spec.getDefaultBackend();
        Upstream defaultUpstream = byDefault == null ? null : upstream(ingress, byDefault, "the default backend");
        List<IngressRule> rules = spec.getRules() == null ? List.of() : spec.getRules();
        for (IngressRule rule : rules) addRule(ingress, rule, defaultUpstream);
        if (rules.isEmpty() && defaultUpstream != null) {
            Route route = new Route(ObjectKey.of(ingress), "", PathType.PREFIX, "", defaultUpstream);
            tellConflict(ingress, route, table.addDefault(route));
        }
    }

    private void addRule(Ingress ingress, IngressRule rule, @Nullable Upstream byDefault) {
        String host = rule.getHost() == null ? "" : rule.getHost();
        String name = host.startsWith("*.") ? host.substring(2) : host;
        if (!host.isEmpty()) {
            String normal = HostName.of(name);
            if (normal == null || name.indexOf(':') >= 0) {
                tell(ingress, "InvalidHost", "the host \"" + host + "\" is not valid: its rule is not served");
                return;
            }
            host = host.startsWith("*.") ? "*." + normal : normal;
        }
        List<HTTPIngressPath> paths =
                rule.getHttp() == null ? null : rule.getHttp().getPaths();
        if (paths != null) {
            for (HTTPIngressPath path : paths) addPath(ingress, host, path);
        }
        if (byDefault != null) {
            Route route = new Route(ObjectKey.of(ingress), host, PathType.PREFIX, "", byDefault);
            Route present = table.addHostDefault(route);
            if (present != null && !present.ingress().equals(route.ingress())) tellConflict(ingress, route, present);
        }
    }

    private void addPath(Ingress ingress, String host, HTTPIngressPath path) {
        String given = path.getPath() == null || path.getPath().isEmpty() ? "/" : path.getPath();
        switch (NormalPath.of(given)) {
            case NormalPath.Refused(String why) ->
                tell(ingress, "InvalidPath", "the path \"" + given + "\" is not served: " + why);
            case NormalPath.Normal(String normal) -> {
                Upstream upstream = upstream(ingress, path.getBackend(), "path " + given);
                if (upstream == null) return;
                PathType type = "Exact".equals(path.getPathType()) ? PathType.EXACT : PathType.PREFIX;
                Route route = new Route(ObjectKey.of(ingress), host, type, normal, upstream);
                tellConflict(ingress, route, table.add(route));
            }
        }
    }

    private @Nullable Upstream upstream(Ingress ingress, @Nullable IngressBackend named, String where) {
        if (named == null || named.getService() == null) {
            tell(ingress, "UnsupportedBackend", where + " names no Service: resource backends are not supported");
            return null;
        }
        ServiceBackendPort port = named.getService().getPort();
        Backend.Port chosen;
        if (port != null && port.getName() != null && !port.getName().isEmpty()) {
            chosen = new Backend.Port.Named(port.getName());
        } else if (port != null && port.getNumber() != null) {
            chosen = new Backend.Port.Numbered(port.getNumber());
        } else {
            tell(ingress, "UnsupportedBackend", where + " names no port of its Service");
            return null;
        }
        String namespace = ingress.getMetadata().getNamespace();
        var backend = new Backend(new ObjectKey(namespace, named.getService().getName()), chosen);
        byBackend.computeIfAbsent(backend, any -> new LinkedHashMap<>()).put(ObjectKey.of(ingress), ingress);
        return upstreams.apply(backend);
    }

    private void tellConflict(Ingress ingress, Route route, @Nullable Route present) {
        if (present == null) return;
        tell(ingress, "Conflict", "not served: " + route + ", since there is already " + present);
    }

    private void tellUnsupportedAnnotations(Ingress ingress) {
        Map<String, String> annotations = ingress.getMetadata().getAnnotations();
        if (annotations == null) return;
        annotations.keySet().stream()
                .filter(name -> name.startsWith("nginx.ingress.kubernetes.io/"))
                .sorted()
                .forEach(
                        name -> tell(ingress, "UnsupportedAnnotation", "the annotation " + name + " is not supported"));
    }

    private void tell(Ingress ingress, String reason, String message) {
        problems.add(new Problem(ingress, reason, message));
    }
}
