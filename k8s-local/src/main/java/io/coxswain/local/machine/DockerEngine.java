package io.coxswain.local.machine;

import io.coxswain.json.Json;
import io.coxswain.local.profile.Cidr;
import io.coxswain.local.profile.LocalException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The few questions that the command line asks Docker, over its Unix socket: a whole client library would cost a
 * command that ends at once more time than all else it does.
 */
public final class DockerEngine {
    private static final int LARGEST_ANSWER = 64 << 20;

    private final Path socket;

    private DockerEngine(Path socket) {
        this.socket = socket;
    }

    public static DockerEngine find(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (host.isBlank()) return new DockerEngine(Path.of("/var/run/docker.sock"));
        if (!host.startsWith("unix://")) {
            throw new LocalException(
                    "DOCKER_HOST=" + host
                            + " is not supported: Pods are plugged into this machine's network, so Docker must be on it (unix://)");
        }
        return new DockerEngine(Path.of(host.substring("unix://".length())));
    }

    public String host() {
        return "unix://" + socket;
    }

    /** The engine's version; a failure says in one line what is wrong with this engine. */
    public String check() {
        JsonNode version = request("GET", "/version");
        String number = version.path("Version").asString("");
        if (!version.path("Os").asString("linux").equals("linux")) {
            throw new LocalException(
                    "Docker Engine for " + version.path("Os").asString() + " is not supported: Linux containers only");
        }
        String[] parts = number.split("[.+-]", 3);
        if (parts.length >= 2 && compare(parts[0], parts[1]) < 0) {
            throw new LocalException("Docker Engine " + number + " is too old: 20.10 or newer is needed");
        }
        for (JsonNode option : request("GET", "/info").path("SecurityOptions")) {
            for (String refused : List.of("rootless", "userns")) {
                if (option.asString("").contains("name=" + refused)) {
                    throw new LocalException("Docker Engine with " + refused
                            + " is not supported: the node must share the host's user and network namespaces with it");
                }
            }
        }
        return number;
    }

    private static int compare(String major, String minor) {
        return Integer.compare(Integer.parseInt(major) * 1000 + Integer.parseInt(minor), 20_010);
    }

    /** The subnets of all Docker networks. */
    public List<Cidr> networks() {
        List<Cidr> subnets = new ArrayList<>();
        for (JsonNode network : request("GET", "/networks")) {
            for (JsonNode configuration : network.path("IPAM").path("Config")) {
                String subnet = configuration.path("Subnet").asString("");
                if (!subnet.isEmpty() && !subnet.contains(":")) subnets.add(Cidr.parse(subnet));
            }
        }
        for (JsonNode pool : request("GET", "/info").path("DefaultAddressPools")) {
            String base = pool.path("Base").asString("");
            if (!base.isEmpty() && !base.contains(":")) subnets.add(Cidr.parse(base));
        }
        return List.copyOf(subnets);
    }

    /** The ids of all containers, running or not, that carry the labels. */
    public List<String> containers(String... labels) {
        String filters = Json.MAPPER.writeValueAsString(Map.of("label", List.of(labels)));
        List<String> ids = new ArrayList<>();
        request("GET", "/containers/json?all=true&filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8))
                .forEach(container -> ids.add(container.path("Id").asString()));
        return List.copyOf(ids);
    }

    public void remove(String container) {
        request("DELETE", "/containers/" + container + "?force=true&v=true");
    }

    private JsonNode request(String method, String path) {
        // HTTP/1.0: the answer is not chunked and ends with the connection.
        String head = method + " " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (channel.read(buffer.clear()) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                if (answer.size() > LARGEST_ANSWER) throw new IOException("the answer is too large");
            }
        } catch (IOException e) {
            throw new LocalException(
                    "no Docker Engine answers on " + socket + " (" + e.getMessage()
                            + "): start it (systemctl start docker, or service docker start)",
                    e);
        }
        String text = answer.toString(StandardCharsets.UTF_8);
        int body = text.indexOf("\r\n\r\n") + 4;
        int status = Integer.parseInt(text.substring(9, 12));
        if (status == 404 && method.equals("DELETE")) return Json.object();
        if (status >= 300)
            throw new LocalException("Docker refused " + method + " " + path + ": "
                    + text.substring(body).strip());
        return text.substring(body).isBlank() ? Json.object() : Json.MAPPER.readTree(text.substring(body));
    }
}
