package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.ApiPackages;
import io.coxswain.model.Kind;

/** The ids of operations, from which client generators name their methods: {@code readCoreV1NamespacedPodStatus}. */
record OperationNames(Kind<?> kind) {
    /** {@code extra} stands behind the group version. */
    String of(String verb, String extra, String suffix) {
        boolean everywhere = suffix.equals("ForAllNamespaces");
        String scope = kind.namespaced() && !everywhere ? "Namespaced" : "";
        return verb + capitalised(segment(kind)) + capitalised(kind.version()) + extra + scope + kind.name() + suffix;
    }

    /** Such as {@code apps_v1}. */
    static String tag(Kind<?> kind) {
        return segment(kind) + "_" + kind.version();
    }

    private static String segment(Kind<?> kind) {
        String[] parts = ApiPackages.of(kind.group(), kind.version()).split("\\.", -1);
        return parts[parts.length - 2];
    }

    static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
