package io.coxswain.controlplane.quota;

import io.coxswain.controlplane.schema.Quantity;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What a Pod asks for as a whole. */
public final class PodResources {
    private PodResources() {}

    /** The texts of a list of resources, by name. */
    public static Map<String, String> list(JsonNode resources) {
        Map<String, String> list = new TreeMap<>();
        resources
                .properties()
                .forEach(entry -> list.put(entry.getKey(), entry.getValue().asString("0")));
        return list;
    }

    /**
     * The {@code requests} or {@code limits} of a Pod: what its containers and sidecars need together, or more where an
     * init container needs more beside the sidecars that were started before it; and the overhead of its runtime.
     */
    public static Map<String, String> sum(JsonNode spec, String which) {
        Map<String, String> together = new TreeMap<>();
        spec.path("containers").forEach(container -> add(together, amounts(container, which)));
        Map<String, String> sidecars = new TreeMap<>();
        Map<String, String> starting = new TreeMap<>();
        for (JsonNode container : spec.path("initContainers")) {
            Map<String, String> needed = new TreeMap<>(sidecars);
            add(needed, amounts(container, which));
            if (container.path("restartPolicy").asString("").equals("Always")) {
                add(together, amounts(container, which));
                sidecars = needed;
            }
            needed.forEach((name, amount) -> starting.merge(name, amount, PodResources::larger));
        }
        starting.forEach((name, amount) -> together.merge(name, amount, PodResources::larger));
        Map<String, String> overhead = list(spec.path("overhead"));
        if (which.equals("requests")) add(together, overhead);
        else overhead.forEach((name, amount) -> together.computeIfPresent(name, (_, sum) -> Quantity.sum(sum, amount)));
        return together;
    }

    private static Map<String, String> amounts(JsonNode container, String which) {
        return list(container.path("resources").path(which));
    }

    private static void add(Map<String, String> sum, Map<String, String> amounts) {
        amounts.forEach((name, amount) -> sum.merge(name, amount, Quantity::sum));
    }

    private static String larger(String one, String other) {
        return Quantity.compare(one, other) >= 0 ? one : other;
    }
}
