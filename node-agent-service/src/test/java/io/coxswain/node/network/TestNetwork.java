package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.coxswain.node.linux.HostProgram;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.NamespaceThread;
import io.coxswain.node.sandbox.PauseImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A cluster's network on this machine's Docker and kernel, with names and ranges that nothing else has. */
public final class TestNetwork implements AutoCloseable {
    public static final String IMAGE = "busybox:1.36";
    private static final int PATIENCE_MS = 3000;
    private final String cluster;
    private final int number;
    private final Path directory;
    private final List<LinuxNodeNetwork> nodes = new ArrayList<>();
    private final List<String> containers = new ArrayList<>();
    public final DockerClient docker = docker();

    /** The number makes the ranges: 10.(224 + number).0.0/16 and so on. */
    public TestNetwork(int number, Path directory) {
        this.number = number;
        this.directory = directory;
        cluster = "nettest" + number;
        NetworkRemoval.removeCluster(settings("none"), docker);
    }

    public NodeNetworkSettings settings(String node) {
        return new NodeNetworkSettings(
                cluster,
                node,
                Ipv4Range.parse("10." + (224 + number) + ".0.0/16"),
                Ipv4Range.parse("10.112." + 32 * number + ".0/19"),
                Ipv4Range.parse("10.113." + number + ".0/24"),
                directory.resolve(node));
    }

    public String podRange(int node) {
        return "10." + (224 + number) + "." + node + ".0/24";
    }

    public LinuxNodeNetwork node(String name, int index) {
        var network = new LinuxNodeNetwork(settings(name), docker, new PauseImage(docker), null);
        nodes.add(network);
        network.ensure();
        network.assignPodRange(podRange(index));
        return network;
    }

    /** A sandbox that serves its own name on port 8080. */
    public RunningSandbox sandbox(String name) {
        String script = "mkdir /w; echo " + name + " >/w/index.html; httpd -p 8080 -h /w; exec sleep 600";
        String id = docker.createContainerCmd(IMAGE)
                .withName(cluster + "-" + name)
                .withLabels(Map.of("io.coxswain.test", cluster))
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                .withCmd("sh", "-c", script)
                .exec()
                .getId();
        containers.add(id);
        docker.startContainerCmd(id).exec();
        return new RunningSandbox(id, pid(id), "uid-" + name, "default", name);
    }

    public int pid(String container) {
        return Math.toIntExact(Objects.requireNonNull(
                docker.inspectContainerCmd(container).exec().getState().getPidLong()));
    }

    /** Runs a program in the network namespace of a process; what it wrote. */
    public static String inside(int pid, String... command) throws IOException {
        var all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(pid), "-n"));
        all.addAll(List.of(command));
        return HostProgram.run(all.toArray(String[]::new)).text();
    }

    /** Fetches a page from inside a sandbox, through a socket of its namespace; or why it could not. */
    public String fetch(RunningSandbox from, String address) {
        int colon = address.indexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        int port = colon < 0 ? 80 : Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = NamespaceThread.once(from.pid(), () -> {
            var made = SocketChannel.open(StandardProtocolFamily.INET).socket();
            made.setSoTimeout(PATIENCE_MS);
            return made;
        })) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
        } catch (Exception failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    public static String fetch(String address) throws IOException {
        return HostProgram.run("curl", "-s", "--max-time", "3", "http://" + address + "/")
                .text();
    }

    /** What the kernel's lists of links, routes and rules say of this cluster, whatever other clusters do meanwhile. */
    public List<String> traces() throws IOException {
        var own =
                List.of(cluster, "10." + (224 + number) + ".", "10.112." + 32 * number + ".", "10.113." + number + ".");
        var text = new StringBuilder();
        for (var list : List.of(
                List.of("ip", "-br", "link"),
                List.of("ip", "-4", "-o", "address"),
                List.of("ip", "route"),
                List.of("nft", "list", "tables"),
                List.of("iptables", "-S"))) {
            text.append(HostProgram.run(list.toArray(String[]::new)).text()).append('\n');
        }
        return text.toString()
                .lines()
                .filter(line -> own.stream().anyMatch(line::contains))
                .toList();
    }

    public static DockerClient docker() {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix:///var/run/docker.sock")
                .build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .connectionTimeout(Duration.ofSeconds(5))
                .maxConnections(20)
                .build();
        return DockerClientImpl.getInstance(config, http);
    }

    @Override
    public void close() throws IOException {
        for (String container : containers) {
            docker.removeContainerCmd(container).withForce(true).exec();
        }
        nodes.forEach(LinuxNodeNetwork::deleteAll);
        docker.close();
    }
}
