package io.coxswain.local.endtoend;

import io.coxswain.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A cluster of its own profile, directories, ports and kubeconfig, beside any other on this machine. */
final class Cluster implements AutoCloseable {
    static final String IMAGE = System.getenv().getOrDefault("COXSWAIN_TEST_IMAGE", "coxswain.test/busybox:1");
    static final String OTHER_IMAGE =
            System.getenv().getOrDefault("COXSWAIN_OTHER_TEST_IMAGE", "coxswain.test/busybox:2");
    static final boolean LONG = Boolean.getBoolean("coxswain.long");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCRIPT = ROOT.resolve("k8s-local/coxswain");

    private final String profile;
    private final Path home;
    private final Map<String, String> environment;
    private final List<String> ports;

    private Cluster(String profile, Path home, List<String> ports) {
        this.profile = profile;
        this.home = home;
        this.ports = ports;
        Map<String, String> variables = new HashMap<>();
        variables.put("COXSWAIN_HOME", home.toString());
        variables.put("KUBECONFIG", home.resolve("kubeconfig").toString());
        variables.put("HOME", home.resolve("user").toString());
        variables.put("TERM", "dumb");
        this.environment = Map.copyOf(variables);
    }

    static Cluster start(String profile) throws IOException {
        Path home = Files.createTempDirectory(
                "coxswain-verify", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.createDirectories(home.resolve("user"));
        List<String> ports = new ArrayList<>();
        for (String option : List.of("--api-port", "--http-port", "--https-port")) {
            ports.addAll(List.of(option, Integer.toString(freePort())));
        }
        Cluster cluster = new Cluster(profile, home, ports);
        cluster.coxswain("start").succeeds();
        return cluster;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a verb of the launcher on this cluster. */
    Command.Result coxswain(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(SCRIPT.toString(), verb, "-p", profile));
        if (verb.equals("start")) words.addAll(ports);
        words.addAll(Arrays.asList(more));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        return new Command(List.copyOf(words), variables, "", Duration.ofMinutes(10)).run();
    }

    JsonNode status() {
        return Json.parseObject(coxswain("status", "-o", "json").out());
    }

    long processId(String name) {
        for (JsonNode process : status().path("processes")) {
            if (process.path("name").asString().equals(name))
                return process.path("pid").asLong();
        }
        throw new AssertionError("no process " + name + " in " + status());
    }

    String name() {
        return "coxswain-" + profile;
    }

    Path home() {
        return home;
    }

    Kubectl namespace(String name) {
        return new Kubectl(environment, name);
    }

    /** The same with a namespace that is made for the test. */
    Kubectl newNamespace(String name) {
        namespace("default").run("create", "namespace", name).succeeds();
        return namespace(name);
    }

    /** Asks the gateway as a browser on this machine would. */
    Command.Result curl(String host, String path) {
        String url = status().path("gateway").get(0).asString();
        return curl(url, host, path);
    }

    Command.Result curl(String url, String host, String path) {
        return Command.of(
                        environment,
                        "curl",
                        "-sS",
                        "--max-time",
                        "10",
                        "-w",
                        "\n%{http_code}",
                        "-H",
                        "Host: " + host,
                        url.replace("localhost", "127.0.0.1") + path)
                .run();
    }

    Command.Result docker(String... words) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(Arrays.asList(words));
        return new Command(all, Map.of(), "", Duration.ofMinutes(1)).run();
    }

    /** The ids of the running containers of this cluster's Pods, without the sandboxes. */
    List<String> containers(String namespace) {
        return docker(
                        "ps",
                        "-q",
                        "--no-trunc",
                        "--filter",
                        "label=io.coxswain.cluster=" + name(),
                        "--filter",
                        "label=io.kubernetes.docker.type=container",
                        "--filter",
                        "label=io.kubernetes.pod.namespace=" + namespace)
                .succeeds()
                .out()
                .lines()
                .sorted()
                .toList();
    }

    String script() {
        return SCRIPT.toString();
    }

    static Path example(String name) {
        return ROOT.resolve("examples").resolve(name);
    }

    @Override
    public void close() throws IOException {
        Command.Result deleted = coxswain("delete");
        if (deleted.exitCode() != 0) throw new AssertionError(deleted.toString());
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
