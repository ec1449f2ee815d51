package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Settings of the kernel that belong to the namespaces of a Pod, and so to it alone. */
final class Sysctls {
    private static final Set<String> SAFE = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");

    private Sysctls() {}

    static Map<String, String> of(Pod pod) {
        var sysctls = new TreeMap<String, String>();
        asked(pod).forEach(sysctl -> sysctls.put(name(sysctl), sysctl.getValue()));
        return sysctls;
    }

    /** Why the Pod must not have what it asks for; empty when it may. */
    static Optional<String> forbidden(Pod pod) {
        boolean hostNetwork = PodFiles.isHostNetwork(pod);
        boolean hostIpc = Boolean.TRUE.equals(pod.getSpec().getHostIPC());
        for (Sysctl sysctl : asked(pod)) {
            String name = name(sysctl);
            if (!SAFE.contains(name)) return Optional.of("forbidden sysctl: \"" + name + "\" not allowlisted");
            if (hostNetwork && name.startsWith("net.")) {
                return Optional.of("forbidden sysctl: \"" + name + "\" not allowed with host net enabled");
            }
            if (hostIpc && name.startsWith("kernel.")) {
                return Optional.of("forbidden sysctl: \"" + name + "\" not allowed with host ipc enabled");
            }
        }
        return Optional.empty();
    }

    private static List<Sysctl> asked(Pod pod) {
        var context = pod.getSpec().getSecurityContext();
        return context == null ? List.of() : Objects.requireNonNullElse(context.getSysctls(), List.of());
    }

    /** With slashes it means the same. */
    private static String name(Sysctl sysctl) {
        return sysctl.getName().replace('/', '.');
    }
}
