package io.coxswain.node.runtime;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Docker's API on its Unix socket, for what docker-java cannot do: streams that are closed in one direction only, and
 * fields that it does not read. One connection a request; interrupting the thread closes it.
 */
final class EngineSocket {
    private static final int LONGEST_HEAD = 64 * 1024;
    private final UnixDomainSocketAddress address;
    private final String version;

    /** @param apiVersion such as {@code 1.41} */
    EngineSocket(Path socket, String apiVersion) {
        this.address = UnixDomainSocketAddress.of(socket);
        this.version = apiVersion;
    }

    /** The connection of a request whose head has been read; what follows is the body or the upgraded stream. */
    record Exchange(SocketChannel channel, int status, InputStream body) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException ignored) {
                // Nothing is left to be done with a connection that cannot even be closed.
            }
        }
    }

    ObjectNode get(String path) throws IOException {
        return answer("GET", path, null);
    }

    ObjectNode post(String path, @Nullable ObjectNode body) throws IOException {
        return answer("POST", path, body);
    }

    private ObjectNode answer(String method, String path, @Nullable ObjectNode body) throws IOException {
        try (Exchange exchange = request(method, path, body)) {
            byte[] content = exchange.body().readAllBytes();
            return content.length == 0 ? Json.object() : Json.parseObject(content);
        }
    }

    /** HTTP/1.0, so that the body is neither chunked nor kept open: it ends with the connection. */
    Exchange request(String method, String path, @Nullable ObjectNode body) throws IOException {
        Exchange exchange = send(method, path, body, "HTTP/1.0", "Connection: close\r\n");
        if (exchange.status() / 100 == 2) return exchange;
        try (exchange) {
            throw fault(exchange);
        }
    }

    /** Takes the connection over as a stream in both directions. */
    Exchange upgrade(String path, ObjectNode body) throws IOException {
        Exchange exchange = send("POST", path, body, "HTTP/1.1", "Connection: Upgrade\r\nUpgrade: tcp\r\n");
        if (exchange.status() == 101) return exchange;
        try (exchange) {
            throw fault(exchange);
        }
    }

    private Exchange send(String method, String path, @Nullable ObjectNode body, String protocol, String headers)
            throws IOException {
        byte[] content = body == null ? new byte[0] : Json.bytes(body);
        String head = method + " /v" + version + path + " " + protocol + "\r\nHost: engine\r\n" + headers
                + (body == null ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + content.length + "\r\n\r\n";
        SocketChannel channel = SocketChannel.open(address);
        try {
            // One write: an engine that refuses at the head closes, and a second write would lose its answer.
            byte[] start = head.getBytes(StandardCharsets.US_ASCII);
            write(
                    channel,
                    ByteBuffer.allocate(start.length + content.length)
                            .put(start)
                            .put(content)
                            .flip());
            InputStream in = Channels.newInputStream(channel);
            return new Exchange(channel, status(in), in);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** Reads byte by byte up to the empty line, since the stream begins right behind it. */
    private static int status(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int next = in.read();
            if (next < 0 || head.length() > LONGEST_HEAD) throw new IOException("the engine's answer has no head");
            head.append((char) next);
        }
        String[] words = head.substring(0, head.indexOf("\r\n")).split(" ", 3);
        if (words.length < 2) throw new IOException("not an HTTP answer: " + words[0]);
        return Integer.parseInt(words[1]);
    }

    private static RuntimeFault fault(Exchange exchange) throws IOException {
        String body = new String(exchange.body().readNBytes(LONGEST_HEAD), StandardCharsets.UTF_8);
        return EngineFaults.of(exchange.status(), body);
    }
}
