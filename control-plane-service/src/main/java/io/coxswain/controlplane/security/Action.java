package io.coxswain.controlplane.security;

import io.coxswain.model.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked for, as an authorizer sees it. */
public sealed interface Action {
    /** As a role names it: {@code get}, {@code list}, {@code watch}, {@code create}, ... */
    String verb();

    /**
     * A verb on a resource.
     *
     * @param plural the resource without its subresource; it need not be one that is served
     * @param subresource empty for the object itself
     * @param namespace null for all namespaces and for cluster-scoped resources
     * @param name null where no single object is named
     * @param fields what a field selector demands to be equal, such as {@code spec.nodeName}
     */
    record OnResource(
            String verb,
            String group,
            String version,
            String plural,
            String subresource,
            @Nullable String namespace,
            @Nullable String name,
            Map<String, String> fields)
            implements Action {
        private static final String BY_NAME = "metadata.name";

        public OnResource {
            fields = Map.copyOf(fields);
            // A Namespace is itself within its own bounds, so that a role in it can grant to read it.
            if (plural.equals("namespaces") && group.isEmpty() && name != null && namespace == null) namespace = name;
        }

        public OnResource(
                String verb, Kind<?> kind, String subresource, @Nullable String namespace, @Nullable String name) {
            this(verb, kind.group(), kind.version(), kind.plural(), subresource, namespace, name, Map.of());
        }

        /** On a collection; a selector of one name makes it an action on that object. */
        public static OnResource selected(
                String verb, Kind<?> kind, @Nullable String namespace, @Nullable String name, String fieldSelector) {
            if (fieldSelector.isEmpty()) return new OnResource(verb, kind, "", namespace, name);
            Map<String, String> fields = equalities(fieldSelector);
            return new OnResource(
                    verb,
                    kind.group(),
                    kind.version(),
                    kind.plural(),
                    "",
                    namespace,
                    name == null ? fields.get(BY_NAME) : name,
                    fields);
        }

        /** On a resource of no version that matters. */
        public static OnResource on(String verb, String group, String plural, @Nullable String name) {
            return new OnResource(verb, group, "v1", plural, "", null, name, Map.of());
        }

        /** As a role names it: {@code pods/log}. */
        public String resource() {
            return subresource.isEmpty() ? plural : plural + "/" + subresource;
        }
    }

    /** A verb on a path that is no resource, such as {@code /version}. */
    record OnPath(String verb, String path) implements Action {}

    /** What a field selector demands to be equal; what it demands to differ says nothing to an authorizer. */
    static Map<String, String> equalities(String fieldSelector) {
        if (fieldSelector.isEmpty()) return Map.of();
        Map<String, String> fields = new HashMap<>();
        for (String term : fieldSelector.split(",", -1)) {
            int equals = term.indexOf('=');
            if (equals <= 0 || term.charAt(equals - 1) == '!') continue;
            String value = term.substring(equals + 1);
            fields.put(term.substring(0, equals), value.startsWith("=") ? value.substring(1) : value);
        }
        return fields;
    }
}
