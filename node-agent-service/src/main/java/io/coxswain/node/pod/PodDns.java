package io.coxswain.node.pod;

import io.coxswain.node.runtime.SandboxSpec.Dns;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/** The resolver of a Pod, by its DNS policy. */
final class PodDns {
    private static final Path HOST = Path.of("/etc/resolv.conf");

    /** Where systemd keeps the true servers when the host's file names only its own stub. */
    private static final Path BEHIND_STUB = Path.of("/run/systemd/resolve/resolv.conf");

    private static final int MOST_SEARCHES = 32;

    private PodDns() {}

    static Dns of(Pod pod, NodeServices.Settings node) throws IOException {
        String policy = Objects.requireNonNullElse(pod.getSpec().getDnsPolicy(), "ClusterFirst");
        Dns base = switch (policy) {
            case "None" -> new Dns(List.of(), List.of(), List.of());
            case "Default" -> host();
            case "ClusterFirst" -> PodFiles.isHostNetwork(pod) ? host() : cluster(pod, node);
            case "ClusterFirstWithHostNet" -> cluster(pod, node);
            default -> throw new ConfigError("invalid DNS policy " + policy);
        };
        PodDNSConfig more = pod.getSpec().getDnsConfig();
        return more == null ? base : merged(base, more);
    }

    private static Dns cluster(Pod pod, NodeServices.Settings node) throws IOException {
        var searches = new LinkedHashSet<String>();
        searches.add(pod.getMetadata().getNamespace() + ".svc." + node.clusterDomain());
        searches.add("svc." + node.clusterDomain());
        searches.add(node.clusterDomain());
        searches.addAll(host().searches());
        return new Dns(
                List.of(node.clusterDns()),
                searches.stream().limit(MOST_SEARCHES).toList(),
                List.of("ndots:5"));
    }

    private static Dns host() throws IOException {
        Dns own = read(HOST);
        boolean stub = own.servers().stream().allMatch(server -> server.startsWith("127."));
        return stub && Files.exists(BEHIND_STUB) ? read(BEHIND_STUB) : own;
    }

    static Dns read(Path file) throws IOException {
        var servers = new ArrayList<String>();
        List<String> searches = List.of();
        List<String> options = List.of();
        if (!Files.exists(file)) return new Dns(servers, searches, options);
        for (String line : Files.readAllLines(file)) {
            List<String> words = List.of(line.strip().split("\\s+", -1));
            List<String> values = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> servers.addAll(values);
                case "search", "domain" -> searches = values;
                case "options" -> options = values;
                default -> {}
            }
        }
        return new Dns(servers, searches, options);
    }

    private static Dns merged(Dns base, PodDNSConfig more) {
        var servers = new LinkedHashSet<>(base.servers());
        var searches = new LinkedHashSet<>(base.searches());
        servers.addAll(Objects.requireNonNullElse(more.getNameservers(), List.of()));
        searches.addAll(Objects.requireNonNullElse(more.getSearches(), List.of()));
        var options = new ArrayList<>(base.options());
        for (PodDNSConfigOption option : Objects.requireNonNullElse(more.getOptions(), List.<PodDNSConfigOption>of())) {
            String name = option.getName();
            options.removeIf(known -> known.equals(name) || known.startsWith(name + ":"));
            options.add(option.getValue() == null ? name : name + ":" + option.getValue());
        }
        return new Dns(
                List.copyOf(servers), searches.stream().limit(MOST_SEARCHES).toList(), options);
    }
}
