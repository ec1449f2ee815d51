package io.coxswain.controlplane.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A Pod that is checked, with its containers of all sorts. */
record CheckedPod(JsonNode metadata, JsonNode spec, int minor) {
    /** Init containers first, as Kubernetes visits them. */
    List<JsonNode> containers() {
        List<JsonNode> containers = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            spec.path(list).forEach(containers::add);
        }
        return containers;
    }

    /** The names of the containers of which this holds. */
    List<String> containersWhere(Predicate<JsonNode> holds) {
        return containers().stream().filter(holds).map(CheckedPod::name).toList();
    }

    JsonNode security() {
        return spec.path("securityContext");
    }

    boolean isWindows() {
        return spec.path("os").path("name").asString("").equals("windows");
    }

    /** From 1.35 on a Pod whose users are none of the host may name any of them. */
    boolean hasItsOwnUsers() {
        return minor >= 35
                && spec.path("hostUsers").isBoolean()
                && !spec.path("hostUsers").booleanValue();
    }

    static String name(JsonNode container) {
        return container.path("name").asString("");
    }

    static JsonNode security(JsonNode container) {
        return container.path("securityContext");
    }

    static boolean isTrue(JsonNode value) {
        return value.asBoolean(false);
    }

    static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }
}
