package io.coxswain.controlplane.schema;

import java.util.List;
import java.util.Map;

/** Where the types of an API group live: the prefix of their names in OpenAPI. */
public final class ApiPackages {
    private static final String API = "io.k8s.api.";
    private static final Map<String, String> IRREGULAR = Map.of(
            "", API + "core",
            "apiextensions.k8s.io", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
            "apiregistration.k8s.io", "io.k8s.kube-aggregator.pkg.apis.apiregistration",
            "flowcontrol.apiserver.k8s.io", API + "flowcontrol",
            "internal.apiserver.k8s.io", API + "apiserverinternal",
            "rbac.authorization.k8s.io", API + "rbac");

    private ApiPackages() {}

    public static String of(String group, String version) {
        String irregular = IRREGULAR.get(group);
        if (irregular != null) return irregular + "." + version;
        int dot = group.indexOf('.');
        if (dot >= 0 && !group.endsWith(".k8s.io")) {
            return String.join(".", List.of(group.split("\\.", -1)).reversed()) + "." + version;
        }
        return API + (dot < 0 ? group : group.substring(0, dot)) + "." + version;
    }
}
