package io.coxswain.node.pod;

import io.coxswain.node.runtime.SandboxSpec.Dns;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that the agent keeps for a Pod: names and addresses, the resolver, and last words. */
record PodFiles(Path directory) {
    private static final String HOSTS = """
            # Kubernetes-managed hosts file.
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::	ip6-localnet
            fe00::	ip6-mcastprefix
            fe00::1	ip6-allnodes
            fe00::2	ip6-allrouters
            """;

    Path hosts(Pod pod, String podAddress, PodHostname hostname) throws IOException {
        var text = new StringBuilder();
        if (isHostNetwork(pod)) {
            text.append("# Kubernetes-managed hosts file (host network).\n")
                    .append(Files.readString(Path.of("/etc/hosts")));
        } else {
            text.append(HOSTS).append(podAddress).append('\t');
            if (!hostname.qualified().isEmpty())
                text.append(hostname.qualified()).append('\t');
            text.append(hostname.name()).append('\n');
        }
        List<HostAlias> aliases = pod.getSpec().getHostAliases();
        if (aliases != null && !aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            for (HostAlias alias : aliases) {
                text.append(alias.getIp())
                        .append('\t')
                        .append(String.join("\t", alias.getHostnames()))
                        .append('\n');
            }
        }
        return write(directory.resolve("etc-hosts"), text.toString());
    }

    /** For a Pod whose sandbox cannot be given a resolver, since it shares the network of another container. */
    Path resolver(Dns dns) throws IOException {
        var text = new StringBuilder();
        dns.servers()
                .forEach(server -> text.append("nameserver ").append(server).append('\n'));
        if (!dns.searches().isEmpty())
            text.append("search ").append(String.join(" ", dns.searches())).append('\n');
        if (!dns.options().isEmpty())
            text.append("options ").append(String.join(" ", dns.options())).append('\n');
        return write(directory.resolve("resolv.conf"), text.toString());
    }

    /** Where a run of a container leaves its last words; writable by any user in the container. */
    Path terminationMessage(String container, int run) throws IOException {
        Path file = terminationMessagePath(container, run);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) Files.createFile(file);
        Files.setAttribute(file, "unix:mode", 0666);
        return file;
    }

    Path terminationMessagePath(String container, int run) {
        return directory.resolve("containers").resolve(container).resolve(String.valueOf(run));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        // Written in place: a container sees the file itself, and would never see one that replaced it.
        if (!Files.exists(file) || !Files.readString(file).equals(text)) Files.writeString(file, text);
        return file;
    }

    static boolean isHostNetwork(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }
}
