package io.coxswain.controlplane.http;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.VersionPriority;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients which resources there are: document by document, or all at once. */
final class Discovery {
    private static final Comparator<String> BY_GROUP_VERSION = Comparator.comparing(Discovery::groupOf)
            .thenComparing(Discovery::versionOf, VersionPriority.PREFERRED_FIRST);

    private static final List<String> OBJECT = List.of("get", "patch", "update");
    private static final List<String> STREAM = List.of("create", "get");
    private static final List<String> PROXY = List.of("create", "delete", "get", "patch", "update");

    /**
     * How a subresource is used, where not as a status.
     *
     * @param group empty, as the version, for the group version of the resource itself
     * @param kind empty for the kind of the resource itself; {@code *} stands for its name
     */
    private record Other(String group, String version, String kind, List<String> verbs) {
        String kindOf(Kind<?> resource) {
            return kind.isEmpty() ? resource.name() : kind.replace("*", resource.name());
        }
    }

    private static final Map<String, Other> SUBRESOURCES = Map.ofEntries(
            Map.entry("approval", new Other("", "", "", OBJECT)),
            Map.entry("attach", new Other("", "", "PodAttachOptions", STREAM)),
            Map.entry("binding", new Other("", "", "Binding", List.of("create"))),
            Map.entry("ephemeralcontainers", new Other("", "", "", OBJECT)),
            Map.entry("eviction", new Other("policy", "v1", "Eviction", List.of("create"))),
            Map.entry("exec", new Other("", "", "PodExecOptions", STREAM)),
            Map.entry("finalize", new Other("", "", "", List.of("update"))),
            Map.entry("log", new Other("", "", "", List.of("get"))),
            Map.entry("portforward", new Other("", "", "PodPortForwardOptions", STREAM)),
            Map.entry("proxy", new Other("", "", "*ProxyOptions", PROXY)),
            Map.entry("resize", new Other("", "", "", OBJECT)),
            Map.entry("scale", new Other("autoscaling", "v1", "Scale", OBJECT)),
            Map.entry("status", new Other("", "", "", OBJECT)),
            Map.entry("token", new Other("authentication.k8s.io", "v1", "TokenRequest", List.of("create"))));

    private final KindCatalog kinds;

    Discovery(KindCatalog kinds) {
        this.kinds = kinds;
    }

    /** The document of a path, such as {@code /apis/apps/v1}; empty where there is no such group. */
    Optional<ObjectNode> document(String path, String serverAddress) {
        if (path.equals("/api")) return Optional.of(versions(serverAddress));
        Map<String, List<Kind<?>>> served = byGroupVersion();
        if (path.equals("/apis")) return Optional.of(groups(served));
        return served.entrySet().stream()
                .filter(entry -> path.equals(path(entry.getKey())))
                .findFirst()
                .map(entry -> resources(entry.getKey(), entry.getValue()))
                .or(() -> groupNames(served).stream()
                        .filter(group -> path.equals("/apis/" + group))
                        .findFirst()
                        .map(group ->
                                group(served, group).put("kind", "APIGroup").put("apiVersion", "v1")));
    }

    /** All resources of {@code /api} or {@code /apis} in one document. */
    ObjectNode aggregated(boolean core) {
        ObjectNode list =
                Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        Map<String, ObjectNode> byGroup = new HashMap<>();
        byGroupVersion().forEach((groupVersion, kinds) -> {
            Kind<?> any = kinds.getFirst();
            if (any.group().isEmpty() != core) return;
            ObjectNode item = byGroup.computeIfAbsent(any.group(), group -> {
                ObjectNode first = items.addObject();
                ObjectNode metadata = first.putObject("metadata");
                if (!core) metadata.put("name", group);
                metadata.putNull("creationTimestamp");
                first.putArray("versions");
                return first;
            });
            ObjectNode version = item.withArray("versions").addObject().put("version", any.version());
            ArrayNode resources = version.putArray("resources");
            kinds.forEach(kind -> aggregated(kind, resources.addObject()));
            version.put("freshness", "Current");
        });
        return list;
    }

    private static ObjectNode versions(String serverAddress) {
        ObjectNode document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress);
        return document;
    }

    private static ObjectNode groups(Map<String, List<Kind<?>>> served) {
        ObjectNode document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = document.putArray("groups");
        groupNames(served).forEach(name -> groups.add(group(served, name)));
        return document;
    }

    private static ObjectNode group(Map<String, List<Kind<?>>> served, String name) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode versions = group.putArray("versions");
        for (List<Kind<?>> kinds : served.values()) {
            Kind<?> any = kinds.getFirst();
            if (any.group().equals(name)) {
                versions.addObject().put("groupVersion", any.apiVersion()).put("version", any.version());
            }
        }
        group.set("preferredVersion", versions.get(0).deepCopy());
        return group;
    }

    private static ObjectNode resources(String groupVersion, List<Kind<?>> kinds) {
        ObjectNode document = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion);
        ArrayNode resources = document.putArray("resources");
        for (Kind<?> kind : kinds) {
            ObjectNode resource = row(resources, kind, kind.plural()).put("singularName", kind.singular());
            strings(resource.putArray("verbs"), kind.verbs());
            if (!kind.shortNames().isEmpty()) strings(resource.putArray("shortNames"), kind.shortNames());
            if (!kind.categories().isEmpty()) strings(resource.putArray("categories"), kind.categories());
            for (String subresource : new TreeSet<>(kind.subresources())) {
                Other other = other(subresource);
                ObjectNode row =
                        row(resources, kind, kind.plural() + "/" + subresource).put("singularName", "");
                row.put("kind", other.kindOf(kind));
                if (!other.group().isEmpty()) row.put("group", other.group()).put("version", other.version());
                strings(row.putArray("verbs"), other.verbs());
            }
        }
        return document;
    }

    private static ObjectNode row(ArrayNode resources, Kind<?> kind, String name) {
        return resources
                .addObject()
                .put("name", name)
                .put("namespaced", kind.namespaced())
                .put("kind", kind.name());
    }

    private static void aggregated(Kind<?> kind, ObjectNode resource) {
        resource.put("resource", kind.plural());
        responseKind(resource, kind.group(), kind.version(), kind.name());
        resource.put("scope", kind.namespaced() ? "Namespaced" : "Cluster").put("singularResource", kind.singular());
        strings(resource.putArray("verbs"), kind.verbs());
        if (!kind.shortNames().isEmpty()) strings(resource.putArray("shortNames"), kind.shortNames());
        if (!kind.categories().isEmpty()) strings(resource.putArray("categories"), kind.categories());
        if (kind.subresources().isEmpty()) return;
        ArrayNode subresources = resource.putArray("subresources");
        for (String name : new TreeSet<>(kind.subresources())) {
            Other other = other(name);
            ObjectNode subresource = subresources.addObject().put("subresource", name);
            if (other.group().isEmpty()) responseKind(subresource, kind.group(), kind.version(), other.kindOf(kind));
            else responseKind(subresource, other.group(), other.version(), other.kind());
            strings(subresource.putArray("verbs"), other.verbs());
        }
    }

    private static void responseKind(ObjectNode of, String group, String version, String kind) {
        of.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
    }

    private static Other other(String subresource) {
        Other other = SUBRESOURCES.get(subresource);
        if (other == null) throw new IllegalStateException("no verbs are known of the subresource " + subresource);
        return other;
    }

    private static String groupOf(String groupVersion) {
        int slash = groupVersion.indexOf('/');
        return slash < 0 ? "" : groupVersion.substring(0, slash);
    }

    private static String versionOf(String groupVersion) {
        return groupVersion.substring(groupVersion.indexOf('/') + 1);
    }

    private static String path(String groupVersion) {
        return groupVersion.contains("/") ? "/apis/" + groupVersion : "/api/" + groupVersion;
    }

    /** Group by group, the preferred version first. */
    private Map<String, List<Kind<?>>> byGroupVersion() {
        Map<String, List<Kind<?>>> byGroupVersion = new TreeMap<>(BY_GROUP_VERSION);
        for (Kind<?> kind : kinds.all()) {
            byGroupVersion
                    .computeIfAbsent(kind.apiVersion(), unused -> new java.util.ArrayList<>())
                    .add(kind);
        }
        return byGroupVersion;
    }

    private static List<String> groupNames(Map<String, List<Kind<?>>> served) {
        return served.keySet().stream()
                .map(Discovery::groupOf)
                .filter(group -> !group.isEmpty())
                .distinct()
                .toList();
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
