package io.coxswain.controlplane.openapi;

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

    /** The group without its last part, as one word: {@code rbacAuthorization}, {@code core}. */
    private static String segment(Kind<?> kind) {
        if (kind.group().isEmpty()) return "core";
        String[] parts = kind.group().replace(".k8s.io", "").split("\\.", -1);
        var word = new StringBuilder(parts[0]);
        for (int at = 1; at < parts.length; at++) word.append(capitalised(parts[at]));
        return word.toString();
    }

    static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
