package io.coxswain.controlplane.podsecurity;

import static io.coxswain.controlplane.podsecurity.CheckedPod.isFalse;
import static io.coxswain.controlplane.podsecurity.CheckedPod.isTrue;
import static io.coxswain.controlplane.podsecurity.CheckedPod.security;
import static io.coxswain.controlplane.podsecurity.Violation.containers;
import static io.coxswain.controlplane.podsecurity.Violation.plural;
import static io.coxswain.controlplane.podsecurity.Violation.quoted;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the level restricted asks for beyond baseline. */
final class RestrictedRules {
    /** Since this version a Pod of Windows need not set what Windows lacks. */
    private static final int WINDOWS_IS_KNOWN = 25;

    private static final String DEFAULT_PROC_MOUNT = "Default";

    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private RestrictedRules() {}

    static Optional<Violation> privilegeEscalation(CheckedPod pod) {
        if (isWindows(pod)) return Optional.empty();
        List<String> bad =
                pod.containersWhere(container -> !isFalse(security(container).path("allowPrivilegeEscalation")));
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of(
                "allowPrivilegeEscalation != false",
                containers(bad) + " must set securityContext.allowPrivilegeEscalation=false");
    }

    static Optional<Violation> capabilities(CheckedPod pod) {
        if (isWindows(pod)) return Optional.empty();
        List<String> keeping = pod.containersWhere(container -> !Json.texts(
                        security(container).path("capabilities").path("drop"))
                .contains("ALL"));
        Set<String> forbidden = new TreeSet<>();
        List<String> adding = pod.containersWhere(container -> {
            List<String> added = new ArrayList<>(
                    Json.texts(security(container).path("capabilities").path("add")));
            added.removeIf("NET_BIND_SERVICE"::equals);
            forbidden.addAll(added);
            return !added.isEmpty();
        });
        List<String> details = new ArrayList<>();
        if (!keeping.isEmpty()) {
            details.add(containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add(containers(adding) + " must not include " + quoted(forbidden)
                    + " in securityContext.capabilities.add");
        }
        return details.isEmpty()
                ? Optional.empty()
                : Violation.of("unrestricted capabilities", String.join("; ", details));
    }

    static Optional<Violation> procMount(CheckedPod pod) {
        Set<String> values = new TreeSet<>();
        List<String> bad = pod.containersWhere(container -> {
            String value = security(container).path("procMount").asString(DEFAULT_PROC_MOUNT);
            if (value.equals(DEFAULT_PROC_MOUNT)) return false;
            values.add(value);
            return true;
        });
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of(
                "procMount", containers(bad) + " must not set securityContext.procMount to " + quoted(values));
    }

    static Optional<Violation> volumes(CheckedPod pod) {
        List<String> names = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        for (JsonNode volume : pod.spec().path("volumes")) {
            List<String> kinds = volume.properties().stream()
                    .filter(entry ->
                            !entry.getKey().equals("name") && entry.getValue().isObject())
                    .map(Map.Entry::getKey)
                    .toList();
            if (kinds.stream().anyMatch(VOLUMES::contains)) continue;
            names.add(CheckedPod.name(volume));
            types.add(kinds.isEmpty() ? "unknown" : kinds.getFirst().replace("storageOS", "storageos"));
        }
        if (names.isEmpty()) return Optional.empty();
        return Violation.of(
                "restricted volume types",
                plural("volume", names.size()) + " " + quoted(names) + (names.size() == 1 ? " uses" : " use")
                        + " restricted volume " + plural("type", types.size()) + " " + quoted(types));
    }

    static Optional<Violation> runsAsNonRoot(CheckedPod pod) {
        if (pod.hasItsOwnUsers()) return Optional.empty();
        JsonNode ofPod = pod.security().path("runAsNonRoot");
        List<String> setters = new ArrayList<>();
        if (isFalse(ofPod)) setters.add("pod");
        List<String> bad =
                pod.containersWhere(container -> isFalse(security(container).path("runAsNonRoot")));
        if (!bad.isEmpty()) setters.add(containers(bad));
        if (!setters.isEmpty()) {
            return Violation.of(
                    "runAsNonRoot != true",
                    String.join(" and ", setters) + " must not set securityContext.runAsNonRoot=false");
        }
        if (isTrue(ofPod)) return Optional.empty();
        List<String> silent = pod.containersWhere(
                container -> !security(container).path("runAsNonRoot").isBoolean());
        if (silent.isEmpty()) return Optional.empty();
        return Violation.of(
                "runAsNonRoot != true", "pod or " + containers(silent) + " must set securityContext.runAsNonRoot=true");
    }

    static Optional<Violation> user(CheckedPod pod) {
        if (pod.hasItsOwnUsers()) return Optional.empty();
        List<String> setters = new ArrayList<>();
        if (isRoot(pod.security())) setters.add("pod");
        List<String> bad = pod.containersWhere(container -> isRoot(security(container)));
        if (!bad.isEmpty()) setters.add(containers(bad));
        if (setters.isEmpty()) return Optional.empty();
        return Violation.of("runAsUser=0", String.join(" and ", setters) + " must not set runAsUser=0");
    }

    static Optional<Violation> seccomp(CheckedPod pod) {
        if (isWindows(pod)) return Optional.empty();
        // What is set to something forbidden is told by the rule of the level baseline in the same words.
        Optional<Violation> forbidden = BaselineRules.seccomp(pod);
        if (forbidden.isPresent()) return forbidden;
        if (pod.security().path("seccompProfile").isObject()) return Optional.empty();
        List<String> silent = pod.containersWhere(
                container -> !security(container).path("seccompProfile").isObject());
        if (silent.isEmpty()) return Optional.empty();
        return Violation.of(
                "seccompProfile",
                "pod or " + containers(silent)
                        + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static boolean isRoot(JsonNode securityContext) {
        JsonNode user = securityContext.path("runAsUser");
        return user.isNumber() && user.longValue() == 0;
    }

    private static boolean isWindows(CheckedPod pod) {
        return pod.minor() >= WINDOWS_IS_KNOWN && pod.isWindows();
    }
}
