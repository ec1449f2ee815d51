package io.coxswain.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What a Pod may ask for in Kubernetes and a node of this cluster cannot give. API server and node agents share this
 * table, so that what the one accepts the other runs.
 */
public final class PodRefusals {
    /** A field, by its path in the spec, and why it is refused. */
    public record Refusal(String field, String why) {
        @Override
        public String toString() {
            return field + " " + why;
        }
    }

    private static final String UNSUPPORTED = "is not supported by this cluster";
    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "hostPath",
            "image",
            "name",
            "nfs",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final Set<String> PROJECTIONS = Set.of("configMap", "downwardAPI", "secret", "serviceAccountToken");
    private static final Set<String> MAPPED_SECCOMP = Set.of("RuntimeDefault", "Unconfined");

    private static final Map<String, Predicate<JsonNode>> SPEC = Map.ofEntries(
            Map.entry("hostUsers", PodRefusals::isFalse),
            Map.entry("hostnameOverride", PodRefusals::isPresent),
            Map.entry("resourceClaims", PodRefusals::isFilled),
            Map.entry("resources", PodRefusals::isFilled),
            Map.entry("workloadRef", PodRefusals::isFilled));

    private static final Map<String, Predicate<JsonNode>> POD_SECURITY = Map.of(
            "appArmorProfile", PodRefusals::isPresent,
            "seLinuxChangePolicy", PodRefusals::isPresent,
            "seLinuxOptions", PodRefusals::isFilled,
            "seccompProfile", PodRefusals::isOtherSeccomp,
            "supplementalGroupsPolicy", value -> value.asString("Merge").equals("Strict"),
            "windowsOptions", PodRefusals::isFilled);

    private static final Map<String, Predicate<JsonNode>> CONTAINER = Map.of("volumeDevices", PodRefusals::isFilled);

    private static final Map<String, Predicate<JsonNode>> CONTAINER_SECURITY = Map.of(
            "appArmorProfile", PodRefusals::isPresent,
            "procMount", value -> !value.asString("Default").equals("Default"),
            "seLinuxOptions", PodRefusals::isFilled,
            "seccompProfile", PodRefusals::isOtherSeccomp,
            "windowsOptions", PodRefusals::isFilled);

    private final List<Refusal> found = new ArrayList<>();

    private PodRefusals() {}

    /** All refusals of a Pod's spec, empty when the cluster can run it; {@code path} stands in front of each field. */
    public static List<Refusal> of(JsonNode spec, String path) {
        var refusals = new PodRefusals();
        refusals.pod(spec, path);
        return List.copyOf(refusals.found);
    }

    private void pod(JsonNode spec, String path) {
        check(spec, path, SPEC);
        check(spec.path("securityContext"), path + ".securityContext", POD_SECURITY);
        for (String list : CONTAINER_LISTS) {
            int at = 0;
            for (JsonNode container : spec.path(list)) {
                container(container, path + "." + list + "[" + at++ + "]");
            }
        }
        int at = 0;
        for (JsonNode volume : spec.path("volumes")) {
            String here = path + ".volumes[" + at++ + "]";
            only(volume, here, VOLUMES);
            int source = 0;
            for (JsonNode projection : volume.path("projected").path("sources")) {
                only(projection, here + ".projected.sources[" + source++ + "]", PROJECTIONS);
            }
        }
    }

    private void container(JsonNode container, String path) {
        check(container, path, CONTAINER);
        check(container.path("securityContext"), path + ".securityContext", CONTAINER_SECURITY);
        int at = 0;
        for (JsonNode variable : container.path("env")) {
            String here = path + ".env[" + at++ + "].valueFrom.fileKeyRef";
            if (isPresent(variable.path("valueFrom").path("fileKeyRef"))) refuse(here);
        }
    }

    private void only(JsonNode object, String path, Set<String> supported) {
        object.properties().forEach(field -> {
            if (!supported.contains(field.getKey()) && isPresent(field.getValue())) {
                refuse(path + "." + field.getKey());
            }
        });
    }

    private void check(JsonNode object, String path, Map<String, Predicate<JsonNode>> refused) {
        new TreeMap<>(refused).forEach((field, asksForIt) -> {
            JsonNode value = object.path(field);
            if (isPresent(value) && asksForIt.test(value)) refuse(path + "." + field);
        });
    }

    private void refuse(String field) {
        found.add(new Refusal(field, UNSUPPORTED));
    }

    private static boolean isPresent(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static boolean isFilled(JsonNode value) {
        return value.isString() ? !value.stringValue().isEmpty() : !value.isEmpty();
    }

    private static boolean isFalse(JsonNode value) {
        return !value.asBoolean(true);
    }

    private static boolean isOtherSeccomp(JsonNode profile) {
        String type = profile.path("type").asString("");
        return !type.isEmpty() && !MAPPED_SECCOMP.contains(type);
    }
}
