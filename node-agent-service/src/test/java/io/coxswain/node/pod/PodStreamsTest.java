package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Kubeconfig;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** exec, attach, port-forward and logs through the API server, by kubectl over both of its transports and raw. */
@ExtendWith(SharedCluster.class)
class PodStreamsTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void run() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: streams}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: web
                    image: busybox:1.36
                    command: [sh, -c, "mkdir /w; echo served > /w/index.html; exec httpd -f -p 8080 -h /w"]
                  - name: echo
                    image: busybox:1.36
                    stdin: true
                    command: [sh, -c, "while read line; do echo got $line; echo bad $line >&2; done"]
                """);
        cluster().awaitReady("streams");
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }

    @ParameterizedTest(name = "over WebSockets: {0}")
    @ValueSource(booleans = {true, false})
    void execPassesInputOutputAndExitCode(boolean webSockets) throws Exception {
        Process process = kubectl(
                webSockets, "exec", "-i", "streams", "-c", "web", "--", "sh", "-c", "wc -c; echo err >&2; exit 7");
        String large = "0123456789abcdef\n".repeat(60_000);
        process.getOutputStream().write(large.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(text(process)).contains(large.length() + "\n", "err\n", "exit code 7");
        assertThat(process.waitFor()).isEqualTo(7);
    }

    @ParameterizedTest(name = "over WebSockets: {0}")
    @ValueSource(booleans = {true, false})
    void attachJoinsTheCommandThatRuns(boolean webSockets) throws Exception {
        Process process = kubectl(webSockets, "attach", "-i", "streams", "-c", "echo");
        String word = "hello-" + webSockets;
        var read = new StringWriter();
        Thread reader = Thread.ofVirtual().start(() -> readInto(process, read));
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(read.toString()).contains("got " + word, "bad " + word));
        process.destroy();
        reader.join();
    }

    @ParameterizedTest(name = "over WebSockets: {0}")
    @ValueSource(booleans = {true, false})
    void portForwardReachesAPort(boolean webSockets) throws Exception {
        int port = freePort();
        Process process = kubectl(webSockets, "port-forward", "pod/streams", port + ":8080", "--address", "127.0.0.1");
        var read = new StringWriter();
        Thread reader = Thread.ofVirtual().start(() -> readInto(process, read));
        await().atMost(Duration.ofSeconds(20)).until(() -> read.toString().contains("Forwarding from"));
        try (var http = HttpClient.newHttpClient()) {
            for (int request = 0; request < 5; request++) {
                var answer = http.send(
                        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("served\n");
            }
        } finally {
            process.destroy();
            reader.join();
        }
    }

    @Test
    void portForwardTellsOfAPortThatNobodyOpened() throws Exception {
        int port = freePort();
        Process process = kubectl(true, "port-forward", "pod/streams", port + ":9", "--address", "127.0.0.1");
        var read = new StringWriter();
        Thread reader = Thread.ofVirtual().start(() -> readInto(process, read));
        await().atMost(Duration.ofSeconds(20)).until(() -> read.toString().contains("Forwarding from"));
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(read.toString()).contains("error forwarding port 9 to pod streams"));
        process.destroy();
        reader.join();
    }

    @Test
    @DisplayName("Pods should support remote command execution over websockets")
    void execOverThePlainChannels() throws Exception {
        var messages = new Messages();
        open(
                "pods/streams/exec?command=echo&command=remote&container=web&stdout=1&stderr=1",
                "channel.k8s.io",
                messages);
        messages.closed.get(20, TimeUnit.SECONDS);
        assertThat(messages.channel(1)).isEqualTo("remote\n");
        assertThat(messages.channel(3)).isEmpty();
    }

    @Test
    void execOverChannelsInBase64() throws Exception {
        var messages = new Messages();
        open(
                "pods/streams/exec?command=sh&command=-c&command=exit%203&container=web&stdout=1",
                "v4.base64.channel.k8s.io", messages);
        messages.closed.get(20, TimeUnit.SECONDS);
        assertThat(messages.text.toString()).contains("3");
        String status = new String(
                java.util.Base64.getDecoder().decode(messages.texts.getLast().substring(1)), StandardCharsets.UTF_8);
        assertThat(status).contains("NonZeroExitCode", "\"message\":\"3\"");
    }

    @Test
    @DisplayName("Pods should support retrieving logs from the container over websockets")
    void logsOverAWebSocket() throws Exception {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: talker}
                spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [echo, said]}]}
                """);
        cluster().awaitPhase("talker", "Succeeded");
        var binary = new Messages();
        open("pods/talker/log", "binary.k8s.io", binary);
        binary.closed.get(20, TimeUnit.SECONDS);
        assertThat(new String(binary.all(), StandardCharsets.UTF_8)).isEqualTo("said\n");
        var text = new Messages();
        open("pods/talker/log", "base64.binary.k8s.io", text);
        text.closed.get(20, TimeUnit.SECONDS);
        assertThat(new String(java.util.Base64.getDecoder().decode(text.text.toString()), StandardCharsets.UTF_8))
                .isEqualTo("said\n");
    }

    @Test
    void portForwardOverPlainChannels() throws Exception {
        var messages = new Messages();
        WebSocket socket = open("pods/streams/portforward?ports=8080", "v4.channel.k8s.io", messages);
        byte[] request = "\0GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        socket.sendBinary(ByteBuffer.wrap(request), true).join();
        messages.closed.get(20, TimeUnit.SECONDS);
        assertThat(messages.channel(0))
                .startsWith("\u0090\u001f")
                .contains("200 OK")
                .endsWith("served\n");
        assertThat(messages.channel(1)).isEqualTo("\u0090\u001f");
    }

    private static WebSocket open(String path, String protocol, Messages messages) {
        var config = Kubeconfig.read(cluster().kubeconfig());
        URI server = URI.create(config.server().toString().replaceFirst("^http", "ws"));
        // Not closed here: that would wait for the end of the WebSocket.
        return HttpClient.newBuilder()
                .sslContext(config.identity().sslContext())
                .build()
                .newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(server.resolve("/api/v1/namespaces/default/" + path), messages)
                .join();
    }

    /** What a server sends, until it closes. */
    private static final class Messages implements WebSocket.Listener {
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final List<byte[]> binaries = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        private final java.io.ByteArrayOutputStream part = new java.io.ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            part.writeBytes(bytes);
            if (last) {
                binaries.add(part.toByteArray());
                part.reset();
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            texts.add(data.toString());
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }

        String channel(int number) {
            var found = new StringBuilder();
            for (byte[] message : binaries) {
                if (message[0] == number)
                    found.append(new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1));
            }
            return found.toString();
        }

        byte[] all() {
            var all = new java.io.ByteArrayOutputStream();
            binaries.forEach(all::writeBytes);
            return all.toByteArray();
        }
    }

    private static Process kubectl(boolean webSockets, String... arguments) throws IOException {
        String program = Objects.requireNonNullElse(System.getenv("COXSWAIN_KUBECTL"), "kubectl");
        var command = new ArrayList<>(
                List.of(program, "--kubeconfig", cluster().kubeconfig().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME", directory.toString(),
                        "KUBECTL_REMOTE_COMMAND_WEBSOCKETS", String.valueOf(webSockets),
                        "KUBECTL_PORT_FORWARD_WEBSOCKETS", String.valueOf(webSockets)));
        return builder.start();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void readInto(Process process, StringWriter into) {
        try (var reader = process.inputReader()) {
            reader.lines().forEach(line -> into.append(line).append('\n'));
        } catch (IOException | java.io.UncheckedIOException ended) {
            into.append(ended.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
