package io.coxswain.node.runtime;

import java.util.List;
import java.util.Map;

/**
 * The container that holds a Pod's network and IPC namespaces.
 *
 * @param networkMode {@code none}, or {@code container:<id>} to share the network of another container
 * @param ipcMode {@code shareable}, or {@code host} for that of the machine
 * @param sysctls settings of the kernel for the Pod's namespaces
 * @param hostname empty where the network is shared
 * @param cgroupParent empty for the engine's own
 * @param runtime the engine's name of what runs the containers, or empty for its default
 */
public record SandboxSpec(
        String name,
        Map<String, String> labels,
        String image,
        String networkMode,
        String hostname,
        Dns dns,
        String ipcMode,
        Map<String, String> sysctls,
        String cgroupParent,
        String runtime) {
    /** The resolver file of all containers of the Pod. */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {
        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    public SandboxSpec {
        labels = Map.copyOf(labels);
        sysctls = Map.copyOf(sysctls);
    }
}
