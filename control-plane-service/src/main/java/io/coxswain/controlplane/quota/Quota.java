package io.coxswain.controlplane.quota;

import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One ResourceQuota, read: what it limits, whom it counts, and how much is used. */
public record Quota(ObjectNode tree) {
    /** Where a quota limits one of these, each container must say what it asks for. */
    private static final Set<String> TO_BE_SAID =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    public String name() {
        return Metadata.name(tree);
    }

    /** The limits by name. */
    public Map<String, String> hard() {
        return PodResources.list(tree.path("spec").path("hard"));
    }

    /** What is used by name, as the status has it. */
    public Map<String, String> used() {
        return PodResources.list(tree.path("status").path("used"));
    }

    /** Whether the status tells the use of all that is limited. */
    public boolean isCounted() {
        return used().keySet().containsAll(hard().keySet());
    }

    /** Whether an object of this kind counts, and in the scopes of this quota. */
    public boolean counts(Kind<?> kind, ObjectNode object) {
        return hard().keySet().stream().anyMatch(name -> Usage.concerns(kind, name))
                && Scopes.include(tree.path("spec"), kind, object);
    }

    /** What the object uses of that which is limited; empty where it does not count. */
    public Map<String, String> usage(Kind<?> kind, ObjectNode object, Instant now) {
        if (!counts(kind, object)) return Map.of();
        Map<String, String> usage = new TreeMap<>(Usage.of(kind, object, now));
        usage.keySet().retainAll(hard().keySet());
        return usage;
    }

    /**
     * What the containers of a Pod do not say although this quota limits it, in Kubernetes' words; empty if nothing.
     */
    public String unsaid(ObjectNode pod) {
        Set<String> wanted = new TreeSet<>(hard().keySet());
        wanted.retainAll(TO_BE_SAID);
        Map<String, Set<String>> missing = new TreeMap<>();
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : pod.path("spec").path(list)) {
                JsonNode resources = container.path("resources");
                Set<String> said = Usage.compute(
                                PodResources.list(resources.path("requests")),
                                PodResources.list(resources.path("limits")))
                        .keySet();
                for (String name : wanted) {
                    if (said.contains(name)) continue;
                    missing.computeIfAbsent(name, _ -> new TreeSet<>())
                            .add(container.path("name").asString(""));
                }
            }
        }
        if (missing.isEmpty()) return "";
        return "must specify "
                + missing.entrySet().stream()
                        .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    /** What would be beyond the limits with this usage on top, in Kubernetes' words; empty if nothing. */
    public String excess(Map<String, String> used, Map<String, String> more) {
        Map<String, String> hard = hard();
        List<String> requested = new ArrayList<>();
        List<String> sofar = new ArrayList<>();
        List<String> limited = new ArrayList<>();
        for (var entry : new TreeMap<>(more).entrySet()) {
            String name = entry.getKey();
            String now = used.getOrDefault(name, "0");
            String limit = hard.get(name);
            if (limit == null || Quantity.compare(Quantity.sum(now, entry.getValue()), limit) <= 0) continue;
            requested.add(name + "=" + Quantity.canonical(entry.getValue()));
            sofar.add(name + "=" + Quantity.canonical(now));
            limited.add(name + "=" + Quantity.canonical(limit));
        }
        if (requested.isEmpty()) return "";
        return "exceeded quota: " + name() + ", requested: " + String.join(",", requested) + ", used: "
                + String.join(",", sofar) + ", limited: " + String.join(",", limited);
    }

    /** The quota with this use in its status; what is limited and not used is zero. */
    public ObjectNode withUsed(Map<String, String> used) {
        ObjectNode changed = tree.deepCopy();
        ObjectNode status = changed.putObject("status");
        ObjectNode hard = status.putObject("hard");
        ObjectNode now = status.putObject("used");
        hard().forEach((name, limit) -> {
            hard.put(name, limit);
            now.put(name, Quantity.canonical(used.getOrDefault(name, "0")));
        });
        return changed;
    }

    /** The kinds whose objects this quota counts. */
    public List<Kind<?>> kinds(List<Kind<?>> all) {
        Set<String> names = hard().keySet();
        return all.stream()
                .filter(Usage::isLimited)
                .filter(kind -> names.stream().anyMatch(name -> Usage.concerns(kind, name)))
                .<Kind<?>>map(kind -> kind)
                .toList();
    }

    /** Adds one use to another. */
    public static Map<String, String> add(Map<String, String> one, Map<String, String> other) {
        Map<String, String> sum = new TreeMap<>(one);
        other.forEach((name, amount) -> sum.merge(name, amount, Quantity::sum));
        return sum;
    }

    /** Whether the status is what {@link #withUsed} makes of it. */
    public boolean isUpToDate(Map<String, String> used) {
        return Json.same(withUsed(used).path("status"), tree.path("status"));
    }
}
