package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.route.PathType;
import io.coxswain.gateway.route.Route;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.model.ObjectKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through the real data plane to a backend of its own before the gateway says that it is ready, so that
 * the first users do not meet uncompiled code.
 */
public final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final byte[] ANSWER =
            ascii("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok");
    private static final int SOCKET_TIMEOUT_MILLIS = 2_000;

    private WarmUp() {}

    /** At most so many requests in at most so much time; a failure is logged and does no harm. */
    public static void run(ProxyServer server, int requests, Duration limit) {
        if (requests <= 0) return;
        long end = System.nanoTime() + limit.toNanos();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var backend = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().name("warm-up").start(() -> accept(backend));
            RouteTable table = routesTo(backend.getLocalPort()).build();
            Listener listener = server.bindHttp(anyPort, () -> table);
            listener.accept();
            try {
                ask(listener.port(), requests, end);
            } finally {
                listener.close();
                answering.interrupt();
            }
        } catch (IOException | RuntimeException fault) {
            log.warn("The warm-up ended early: {}", fault.getMessage());
        }
    }

    private static RouteTable.Builder routesTo(int port) {
        var name = new ObjectKey("", "warm-up");
        var upstream = new Upstream(new Backend(name, new Backend.Port.Numbered(port)));
        upstream.replace(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        var table = new RouteTable.Builder();
        var unused = table.add(new Route(name, "warm-up.invalid", PathType.PREFIX, "/path", upstream));
        return table;
    }

    private static void ask(int port, int requests, long end) throws IOException {
        byte[] request = ascii(String.join(
                "\r\n",
                "GET /path/to/something?with=query HTTP/1.1",
                "Host: warm-up.invalid",
                "User-Agent: warm-up",
                "Accept: */*",
                "Accept-Encoding: gzip",
                "",
                ""));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int sent = 0; sent < requests && System.nanoTime() < end; sent++) {
                socket.getOutputStream().write(request);
                readHead(in);
                in.readNBytes(2);
            }
        }
    }

    private static void accept(ServerSocket backend) {
        while (!backend.isClosed()) {
            try {
                Socket connection = backend.accept();
                Thread.ofVirtual().name("warm-up").start(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket connection) {
        try (connection) {
            connection.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (readHead(in)) out.write(ANSWER);
        } catch (IOException closed) {
            log.trace("the warm-up is over", closed);
        }
    }

    private static boolean readHead(InputStream in) throws IOException {
        int newLines = 0;
        while (newLines < 2) {
            int next = in.read();
            if (next < 0) return false;
            if (next == '\n') newLines++;
            else if (next != '\r') newLines = 0;
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
