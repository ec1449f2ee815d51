package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.quota.PodResources;
import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives containers the requests and limits that a LimitRange has for them, and holds Pods and claims within it. */
public final class LimitRanger implements AdmissionRule {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return;
        List<JsonNode> limits = limits(request, "Container");
        if (limits.isEmpty()) return;
        Map<String, String> defaults = new TreeMap<>();
        Map<String, String> defaultRequests = new TreeMap<>();
        for (JsonNode limit : limits) {
            defaults.putAll(PodResources.list(limit.path("default")));
            defaultRequests.putAll(PodResources.list(limit.path("defaultRequest")));
        }
        List<String> told = new ArrayList<>();
        for (String kind : List.of("containers", "initContainers")) {
            for (JsonNode container : request.given().path("spec").path(kind)) {
                String what = (kind.equals("containers") ? "container " : "init container ")
                        + container.path("name").asString("");
                tell(told, complete((ObjectNode) container, "requests", defaultRequests), " request for " + what);
                tell(told, complete((ObjectNode) container, "limits", defaults), " limit for " + what);
            }
        }
        if (told.isEmpty()) return;
        ObjectNode metadata = Metadata.of(request.given());
        ObjectNode annotations =
                metadata.path("annotations") instanceof ObjectNode there ? there : metadata.putObject("annotations");
        annotations.put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", told));
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        boolean resize = request.kind().equals(Kinds.POD)
                && request.operation() == AdmissionRequest.Operation.UPDATE
                && request.subresource().equals("resize");
        boolean pod = request.creates(Kinds.POD) || resize;
        boolean claim =
                request.creates(Kinds.PERSISTENT_VOLUME_CLAIM) || request.updates(Kinds.PERSISTENT_VOLUME_CLAIM);
        if (!pod && !claim) return Terms.NONE;
        for (ObjectNode range : ranges(request)) {
            List<String> faults = new ArrayList<>();
            for (JsonNode limit : range.path("spec").path("limits")) {
                if (pod) checkPod(limit, request.given().path("spec"), faults);
                else checkClaim(limit, request.given().path("spec").path("resources"), faults);
            }
            List<String> distinct = faults.stream().distinct().toList();
            if (distinct.size() == 1) throw request.forbidden(distinct.getFirst());
            if (!distinct.isEmpty()) throw request.forbidden("[" + String.join(", ", distinct) + "]");
        }
        return Terms.NONE;
    }

    static void checkPod(JsonNode limit, JsonNode spec, List<String> faults) {
        switch (limit.path("type").asString("")) {
            case "Container" -> {
                for (String kind : List.of("containers", "initContainers")) {
                    for (JsonNode container : spec.path(kind)) {
                        JsonNode resources = container.path("resources");
                        check(
                                limit,
                                PodResources.list(resources.path("requests")),
                                PodResources.list(resources.path("limits")),
                                faults);
                    }
                }
            }
            case "Pod" -> check(limit, PodResources.sum(spec, "requests"), PodResources.sum(spec, "limits"), faults);
            default -> {}
        }
    }

    private static void checkClaim(JsonNode limit, JsonNode resources, List<String> faults) {
        String type = limit.path("type").asString("");
        if (!type.equals("PersistentVolumeClaim")) return;
        Map<String, String> requests = PodResources.list(resources.path("requests"));
        PodResources.list(limit.path("min"))
                .forEach((name, min) -> least(type, name, min, requests.get(name), null, faults));
        PodResources.list(limit.path("max")).forEach((name, max) -> {
            String start = "maximum " + name + " usage per " + type + " is " + max;
            String requested = requests.get(name);
            if (requested == null) faults.add(start + ".  No request is specified");
            else if (Quantity.compare(requested, max) > 0) faults.add(start + ", but request is " + requested);
        });
    }

    private static void check(
            JsonNode limit, Map<String, String> requests, Map<String, String> limits, List<String> faults) {
        String type = limit.path("type").asString("");
        PodResources.list(limit.path("min"))
                .forEach((name, min) -> least(type, name, min, requests.get(name), limits.get(name), faults));
        PodResources.list(limit.path("max"))
                .forEach((name, max) -> most(type, name, max, requests.get(name), limits.get(name), faults));
        PodResources.list(limit.path("maxLimitRequestRatio"))
                .forEach((name, ratio) -> ratio(type, name, ratio, requests.get(name), limits.get(name), faults));
    }

    private static void least(
            String type,
            String name,
            String min,
            @Nullable String request,
            @Nullable String limit,
            List<String> faults) {
        String start = "minimum " + name + " usage per " + type + " is " + min;
        if (request == null) faults.add(start + ".  No request is specified");
        else if (Quantity.compare(request, min) < 0) faults.add(start + ", but request is " + request);
        else if (limit != null && Quantity.compare(limit, min) < 0) faults.add(start + ", but limit is " + limit);
    }

    private static void most(
            String type,
            String name,
            String max,
            @Nullable String request,
            @Nullable String limit,
            List<String> faults) {
        String start = "maximum " + name + " usage per " + type + " is " + max;
        if (limit == null) faults.add(start + ".  No limit is specified");
        else if (Quantity.compare(limit, max) > 0) faults.add(start + ", but limit is " + limit);
        else if (request != null && Quantity.compare(request, max) > 0) {
            faults.add(start + ", but request is " + request);
        }
    }

    private static void ratio(
            String type,
            String name,
            String most,
            @Nullable String request,
            @Nullable String limit,
            List<String> faults) {
        String start = name + " max limit to request ratio per " + type + " is " + most;
        BigDecimal requested = Quantity.amount(Objects.requireNonNullElse(request, "0"));
        BigDecimal limited = Quantity.amount(Objects.requireNonNullElse(limit, "0"));
        if (requested.signum() == 0) faults.add(start + ", but no request is specified or request is 0");
        else if (limited.signum() == 0) faults.add(start + ", but no limit is specified or limit is 0");
        else if (limited.compareTo(requested.multiply(Quantity.amount(most))) > 0) {
            double provided = limited.doubleValue() / requested.doubleValue();
            faults.add(start + ", but provided ratio is " + String.format(java.util.Locale.ROOT, "%f", provided));
        }
    }

    /** Puts in what is absent, and gives the names. */
    private static List<String> complete(ObjectNode container, String list, Map<String, String> defaults) {
        List<String> set = new ArrayList<>();
        defaults.forEach((name, amount) -> {
            if (container.path("resources").path(list).has(name)) return;
            ObjectNode resources =
                    container.path("resources") instanceof ObjectNode there ? there : container.putObject("resources");
            ObjectNode amounts = resources.path(list) instanceof ObjectNode there ? there : resources.putObject(list);
            amounts.put(name, amount);
            set.add(name);
        });
        return set;
    }

    private static void tell(List<String> told, List<String> names, String of) {
        if (!names.isEmpty()) told.add(String.join(", ", names) + of);
    }

    private static List<JsonNode> limits(AdmissionRequest request, String type) {
        List<JsonNode> limits = new ArrayList<>();
        for (ObjectNode range : ranges(request)) {
            for (JsonNode limit : range.path("spec").path("limits")) {
                if (limit.path("type").asString("").equals(type)) limits.add(limit);
            }
        }
        return limits;
    }

    private static List<ObjectNode> ranges(AdmissionRequest request) {
        String namespace = request.key().namespace();
        if (namespace == null) return List.of();
        return request.snapshot()
                .list(Kinds.LIMIT_RANGE.resource(), namespace, null)
                .map(range -> Json.parseObject(range.json()))
                .toList();
    }
}
