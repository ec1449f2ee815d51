package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.Action;
import io.coxswain.status.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a request asks for, read from method, path and query alone. It does not matter whether anything is served there,
 * so that nothing is ever served, or told to be absent, without an authorizer having been asked.
 */
public final class RequestAttributes {
    private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");
    private static final String BY_NAME = "metadata.name";

    private RequestAttributes() {}

    static Action of(String method, String path, Query query) {
        List<String> parts = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            return onResource(method, "", parts.get(1), parts.subList(2, parts.size()), query);
        }
        if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
            return onResource(method, decoded(parts.get(1)), parts.get(2), parts.subList(3, parts.size()), query);
        }
        return new Action.OnPath(method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT), path);
    }

    private static Action onResource(String method, String group, String version, List<String> parts, Query query) {
        List<String> rest = parts.stream().map(RequestAttributes::decoded).toList();
        boolean named = rest.getFirst().equals("namespaces") && rest.size() > 1;
        String namespace = named ? rest.get(1) : null;
        if (named && rest.size() > 2 && !OF_NAMESPACE.contains(rest.get(2))) rest = rest.subList(2, rest.size());
        String name = rest.size() > 1 ? rest.get(1) : null;
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        Map<String, String> fields = name == null ? fields(query) : Map.of();
        String verb = verb(method, name == null, subresource.isEmpty() && query.flag("watch"));
        boolean selects = verb.equals("list") || verb.equals("watch") || verb.equals("deletecollection");
        return new Action.OnResource(
                verb,
                group,
                decoded(version),
                rest.getFirst(),
                subresource,
                namespace,
                name == null && selects ? fields.get(BY_NAME) : name,
                selects ? fields : Map.of());
    }

    private static String verb(String method, boolean collection, boolean watch) {
        return switch (method) {
            case "GET", "HEAD" -> watch ? "watch" : collection ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> "";
        };
    }

    private static Map<String, String> fields(Query query) {
        return Action.equalities(query.text("fieldSelector"));
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest("the path is not well-formed: " + malformed.getMessage());
        }
    }
}
