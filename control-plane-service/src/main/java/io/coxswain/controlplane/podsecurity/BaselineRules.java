package io.coxswain.controlplane.podsecurity;

import static io.coxswain.controlplane.podsecurity.CheckedPod.isTrue;
import static io.coxswain.controlplane.podsecurity.CheckedPod.name;
import static io.coxswain.controlplane.podsecurity.CheckedPod.security;
import static io.coxswain.controlplane.podsecurity.Violation.containers;
import static io.coxswain.controlplane.podsecurity.Violation.plural;
import static io.coxswain.controlplane.podsecurity.Violation.quoted;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the level baseline asks for. */
final class BaselineRules {
    private static final String APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/";
    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_SINCE_27 = Set.of("net.ipv4.ip_local_reserved_ports");
    private static final Set<String> SYSCTLS_SINCE_29 = Set.of(
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_SINCE_32 = Set.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");
    private static final Set<String> SELINUX_TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t");
    private static final Set<String> SELINUX_TYPES_SINCE_31 = Set.of("container_engine_t");

    private BaselineRules() {}

    static Optional<Violation> appArmor(CheckedPod pod) {
        List<String> setters = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        if (isForbiddenProfile(pod.security().path("appArmorProfile"), types)) setters.add("pod");
        List<String> bad = pod.containersWhere(
                container -> isForbiddenProfile(security(container).path("appArmorProfile"), types));
        if (!bad.isEmpty()) setters.add(containers(bad));
        Set<String> annotations = new TreeSet<>();
        pod.metadata().path("annotations").properties().forEach(entry -> {
            String value = entry.getValue().asString("");
            boolean allowed = value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
            if (entry.getKey().startsWith(APP_ARMOR_ANNOTATION) && !allowed) {
                annotations.add(annotation(entry.getKey(), value));
            }
        });
        if (!annotations.isEmpty()) setters.add(plural("annotation", annotations.size()));
        if (setters.isEmpty()) return Optional.empty();
        List<String> values = new ArrayList<>(types);
        values.addAll(annotations);
        return Violation.of(
                plural("forbidden AppArmor profile", values.size()),
                String.join(" and ", setters) + " must not set AppArmor profile type to " + quoted(values));
    }

    static Optional<Violation> capabilities(CheckedPod pod) {
        Set<String> forbidden = new TreeSet<>();
        List<String> bad = pod.containersWhere(container -> {
            List<String> added = new ArrayList<>(
                    Json.texts(security(container).path("capabilities").path("add")));
            added.removeAll(CAPABILITIES);
            forbidden.addAll(added);
            return !added.isEmpty();
        });
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of(
                "non-default capabilities",
                containers(bad) + " must not include " + quoted(forbidden) + " in securityContext.capabilities.add");
    }

    static Optional<Violation> hostNamespaces(CheckedPod pod) {
        List<String> used = List.of("hostNetwork", "hostPID", "hostIPC").stream()
                .filter(field -> isTrue(pod.spec().path(field)))
                .map(field -> field + "=true")
                .toList();
        return used.isEmpty() ? Optional.empty() : Violation.of("host namespaces", String.join(", ", used));
    }

    static Optional<Violation> hostPaths(CheckedPod pod) {
        List<String> volumes = pod.spec()
                .path("volumes")
                .valueStream()
                .filter(volume -> volume.path("hostPath").isObject())
                .map(CheckedPod::name)
                .toList();
        if (volumes.isEmpty()) return Optional.empty();
        return Violation.of("hostPath volumes", plural("volume", volumes.size()) + " " + quoted(volumes));
    }

    static Optional<Violation> hostPorts(CheckedPod pod) {
        Set<String> ports = new TreeSet<>();
        List<String> bad = pod.containersWhere(container -> {
            List<String> used = container
                    .path("ports")
                    .valueStream()
                    .map(port -> port.path("hostPort").asInt(0))
                    .filter(port -> port != 0)
                    .map(String::valueOf)
                    .toList();
            ports.addAll(used);
            return !used.isEmpty();
        });
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of(
                "hostPort",
                containers(bad) + (bad.size() == 1 ? " uses " : " use ") + plural("hostPort", ports.size()) + " "
                        + String.join(", ", ports));
    }

    static Optional<Violation> hostsOfProbes(CheckedPod pod) {
        Set<String> hosts = new TreeSet<>();
        Set<String> bad = new TreeSet<>();
        for (JsonNode container : pod.containers()) {
            List<JsonNode> handlers = new ArrayList<>();
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                handlers.add(container.path(probe));
            }
            for (String hook : List.of("postStart", "preStop"))
                handlers.add(container.path("lifecycle").path(hook));
            for (JsonNode handler : handlers) {
                for (String way : List.of("httpGet", "tcpSocket")) {
                    String host = handler.path(way).path("host").asString("");
                    if (host.isEmpty()) continue;
                    hosts.add(host);
                    bad.add(name(container));
                }
            }
        }
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of(
                "probe or lifecycle host",
                containers(bad) + (bad.size() == 1 ? " uses " : " use ")
                        + plural("probe or lifecycle host", hosts.size()) + " " + quoted(hosts));
    }

    static Optional<Violation> privileged(CheckedPod pod) {
        List<String> bad =
                pod.containersWhere(container -> isTrue(security(container).path("privileged")));
        if (bad.isEmpty()) return Optional.empty();
        return Violation.of("privileged", containers(bad) + " must not set securityContext.privileged=true");
    }

    static Optional<Violation> procMount(CheckedPod pod) {
        return pod.hasItsOwnUsers() ? Optional.empty() : RestrictedRules.procMount(pod);
    }

    static Optional<Violation> seLinux(CheckedPod pod) {
        Set<String> types = new TreeSet<>();
        List<String> others = new ArrayList<>();
        List<String> setters = new ArrayList<>();
        if (forbiddenSeLinux(pod, pod.security().path("seLinuxOptions"), types, others)) setters.add("pod");
        List<String> bad = pod.containersWhere(
                container -> forbiddenSeLinux(pod, security(container).path("seLinuxOptions"), types, others));
        if (!bad.isEmpty()) setters.add(containers(bad));
        if (setters.isEmpty()) return Optional.empty();
        List<String> told = new ArrayList<>();
        if (!types.isEmpty()) told.add(plural("type", types.size()) + " " + quoted(types));
        for (String field : List.of("user", "role")) if (others.contains(field)) told.add(field + " may not be set");
        return Violation.of(
                "seLinuxOptions",
                String.join(" and ", setters) + " set forbidden securityContext.seLinuxOptions: "
                        + String.join("; ", told));
    }

    static Optional<Violation> seccomp(CheckedPod pod) {
        Set<String> values = new TreeSet<>();
        List<String> setters = new ArrayList<>();
        if (isForbiddenProfile(pod.security().path("seccompProfile"), values)) setters.add("pod");
        List<String> bad = pod.containersWhere(
                container -> isForbiddenProfile(security(container).path("seccompProfile"), values));
        if (!bad.isEmpty()) setters.add(containers(bad));
        if (setters.isEmpty()) return Optional.empty();
        return Violation.of(
                "seccompProfile",
                String.join(" and ", setters) + " must not set securityContext.seccompProfile.type to "
                        + quoted(values));
    }

    /** As it was asked for before there was a field. */
    static Optional<Violation> seccompAnnotations(CheckedPod pod) {
        JsonNode annotations = pod.metadata().path("annotations");
        List<String> names = new ArrayList<>(List.of(SECCOMP_ANNOTATION));
        pod.containers().forEach(container -> names.add(SECCOMP_CONTAINER_ANNOTATION + name(container)));
        Set<String> forbidden = new TreeSet<>();
        for (String name : names) {
            String value = annotations.path(name).asString("runtime/default");
            boolean allowed =
                    value.equals("runtime/default") || value.equals("docker/default") || value.startsWith("localhost/");
            if (!allowed) forbidden.add(annotation(name, value));
        }
        if (forbidden.isEmpty()) return Optional.empty();
        return Violation.of(
                "seccompProfile",
                "forbidden " + plural("annotation", forbidden.size()) + " " + String.join(", ", forbidden));
    }

    static Optional<Violation> sysctls(CheckedPod pod) {
        List<String> forbidden = pod.security()
                .path("sysctls")
                .valueStream()
                .map(CheckedPod::name)
                .filter(sysctl -> !SYSCTLS.contains(sysctl)
                        && !(pod.minor() >= 27 && SYSCTLS_SINCE_27.contains(sysctl))
                        && !(pod.minor() >= 29 && SYSCTLS_SINCE_29.contains(sysctl))
                        && !(pod.minor() >= 32 && SYSCTLS_SINCE_32.contains(sysctl)))
                .toList();
        return forbidden.isEmpty() ? Optional.empty() : Violation.of("forbidden sysctls", String.join(", ", forbidden));
    }

    static Optional<Violation> windowsHostProcess(CheckedPod pod) {
        List<String> setters = new ArrayList<>();
        if (isTrue(pod.security().path("windowsOptions").path("hostProcess"))) setters.add("pod");
        List<String> bad = pod.containersWhere(
                container -> isTrue(security(container).path("windowsOptions").path("hostProcess")));
        if (!bad.isEmpty()) setters.add(containers(bad));
        if (setters.isEmpty()) return Optional.empty();
        return Violation.of(
                "hostProcess",
                String.join(" and ", setters) + " must not set securityContext.windowsOptions.hostProcess=true");
    }

    private static boolean isForbiddenProfile(JsonNode profile, Set<String> values) {
        if (!profile.isObject()) return false;
        String type = profile.path("type").asString("");
        boolean forbidden = !type.equals("RuntimeDefault") && !type.equals("Localhost");
        if (forbidden) values.add(type);
        return forbidden;
    }

    private static boolean forbiddenSeLinux(CheckedPod pod, JsonNode options, Set<String> types, List<String> others) {
        String type = options.path("type").asString("");
        boolean forbidden =
                !SELINUX_TYPES.contains(type) && !(pod.minor() >= 31 && SELINUX_TYPES_SINCE_31.contains(type));
        if (forbidden) types.add(type);
        for (String field : List.of("user", "role")) {
            if (options.path(field).asString("").isEmpty()) continue;
            others.add(field);
            forbidden = true;
        }
        return forbidden;
    }

    private static String annotation(String name, String value) {
        return name + "=\"" + value + "\"";
    }
}
