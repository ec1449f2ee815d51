package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.Action;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads method, path and query of a request for objects. */
public final class RequestLine {
    private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");

    private final KindCatalog kinds;
    private final ConnectHandlers streams;

    public RequestLine(KindCatalog kinds, ConnectHandlers streams) {
        this.kinds = kinds;
        this.streams = streams;
    }

    /** Where a path leads: a kind, and behind it what is named. */
    private record Target(
            Kind<?> kind,
            @Nullable String namespace,
            @Nullable String name,
            String subresource) {
        ObjectKey key(String name) {
            return new ObjectKey(namespace, name);
        }
    }

    /** Empty where the path names no resource that is served. */
    public Optional<ApiRequest> parse(String method, String path, Query query) {
        return target(path).map(target -> allowed(request(method, target, query)));
    }

    private Optional<Target> target(String path) {
        List<String> parts = Arrays.stream(path.substring(1).split("/", -1))
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            return target("", parts.get(1), parts.subList(2, parts.size()));
        }
        if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
            return target(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
        }
        return Optional.empty();
    }

    private Optional<Target> target(String group, String version, List<String> rest) {
        boolean inNamespace =
                rest.size() >= 3 && rest.getFirst().equals("namespaces") && !OF_NAMESPACE.contains(rest.get(2));
        String namespace = inNamespace ? rest.get(1) : null;
        List<String> resource = inNamespace ? rest.subList(2, rest.size()) : rest;
        Optional<Kind<?>> kind = kind(group, version, resource.getFirst());
        if (kind.isEmpty()) return Optional.empty();
        boolean open = resource.size() >= 3 && streams.takesPaths(kind.get(), resource.get(2));
        if ((!open && resource.size() > 3)
                || resource.subList(0, Math.min(3, resource.size())).contains("")) {
            return Optional.empty();
        }
        boolean named = resource.size() >= 2;
        boolean reachable = kind.get().namespaced() ? inNamespace || !named : !inNamespace;
        String subresource = resource.size() >= 3 ? resource.get(2) : "";
        if (!reachable || (!subresource.isEmpty() && !kind.get().hasSubresource(subresource))) {
            return Optional.empty();
        }
        return Optional.of(new Target(kind.get(), namespace, named ? resource.get(1) : null, subresource));
    }

    /** What was established on another replica a moment ago is served here too. */
    private Optional<Kind<?>> kind(String group, String version, String plural) {
        Optional<Kind<?>> known = kinds.byResource(group, version, plural);
        if (known.isPresent() || !group.contains(".")) return known;
        kinds.refresh();
        return kinds.byResource(group, version, plural);
    }

    private static ApiRequest allowed(ApiRequest request) {
        Action.OnResource action = request.action();
        if (action.subresource().isEmpty() && !request.kind().allows(action.verb())) throw notAllowed();
        return request;
    }

    private ApiRequest request(String method, Target target, Query query) {
        if (target.name() == null) return ofCollection(method, target, query);
        ObjectKey key = target.key(target.name());
        String subresource = target.subresource();
        if (streams.takesPaths(target.kind(), subresource)) {
            String verb = switch (method) {
                case "GET", "HEAD", "OPTIONS" -> "get";
                case "POST" -> "create";
                case "PUT" -> "update";
                case "PATCH" -> "patch";
                case "DELETE" -> "delete";
                default -> throw notAllowed();
            };
            return new ApiRequest.Connect(verb, target.kind(), key, subresource, query);
        }
        if (streams.serves(target.kind(), subresource)) {
            return switch (method) {
                case "GET" -> new ApiRequest.Connect("get", target.kind(), key, subresource, query);
                case "POST" -> new ApiRequest.Connect("create", target.kind(), key, subresource, query);
                default -> throw notAllowed();
            };
        }
        return switch (method) {
            case "GET", "HEAD" ->
                query.flag("watch") && subresource.isEmpty()
                        ? new ApiRequest.Watch(target.kind(), target.namespace(), target.name(), query)
                        : new ApiRequest.Get(target.kind(), key, subresource, query);
            case "PUT" -> new ApiRequest.Update(target.kind(), key, subresource, query);
            case "PATCH" -> new ApiRequest.Patch(target.kind(), key, subresource, query);
            case "DELETE" -> {
                if (!subresource.isEmpty()) throw notAllowed();
                yield new ApiRequest.Delete(target.kind(), key, query);
            }
            case "POST" -> {
                if (subresource.isEmpty()) throw notAllowed();
                yield new ApiRequest.CreateSubresource(target.kind(), key, subresource, query);
            }
            default -> throw notAllowed();
        };
    }

    private static ApiRequest ofCollection(String method, Target target, Query query) {
        Kind<?> kind = target.kind();
        return switch (method) {
            case "GET", "HEAD" ->
                query.flag("watch")
                        ? new ApiRequest.Watch(kind, target.namespace(), null, query)
                        : new ApiRequest.List(kind, target.namespace(), query);
            case "POST" -> {
                if (kind.namespaced() && target.namespace() == null) throw notAllowed();
                yield new ApiRequest.Create(kind, target.namespace(), query);
            }
            case "DELETE" -> {
                if (kind.namespaced() && target.namespace() == null) throw notAllowed();
                yield new ApiRequest.DeleteCollection(kind, target.namespace(), query);
            }
            default -> throw notAllowed();
        };
    }

    static ApiException notAllowed() {
        return ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
    }
}
