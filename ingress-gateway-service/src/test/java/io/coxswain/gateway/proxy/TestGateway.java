package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.route.PathType;
import io.coxswain.gateway.route.Route;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.model.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The real data plane on a free port, with one host whose endpoints a test chooses. */
final class TestGateway implements AutoCloseable {
    final Upstream upstream = new Upstream(new Backend(new ObjectKey("n", "s"), new Backend.Port.Numbered(80)));
    final Traffic traffic = new Traffic();
    final ProxyServer server;
    final Listener listener;
    volatile RouteTable table;

    TestGateway(List<String> trusted, ProxySettings settings, InetSocketAddress... endpoints) {
        upstream.replace(List.of(endpoints));
        var builder = new RouteTable.Builder();
        add(builder, "*.foo.com", "/api");
        add(builder, "all.example", "/");
        table = builder.build();
        server = new ProxyServer(settings, new TrustedProxies(trusted), traffic, Clock.systemUTC());
        listener = server.bindHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> table);
        listener.accept();
    }

    static TestGateway to(InetSocketAddress... endpoints) {
        return new TestGateway(List.of(), settings(Duration.ofSeconds(20)), endpoints);
    }

    static ProxySettings settings(Duration timeout) {
        return new ProxySettings(
                2,
                Duration.ofSeconds(2),
                timeout,
                timeout,
                timeout,
                timeout,
                timeout,
                Duration.ofSeconds(5),
                1L << 40,
                1000,
                200,
                200,
                false);
    }

    private void add(RouteTable.Builder builder, String host, String path) {
        builder.add(new Route(new ObjectKey("n", "i"), host, PathType.PREFIX, path, upstream));
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends the bytes as they are and returns what comes back until the connection closes or is silent. */
    String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(400);
            EchoBackend.write(socket.getOutputStream(), request);
            var answer = new ByteArrayOutputStream();
            var buffer = new byte[8192];
            try {
                for (int count; (count = socket.getInputStream().read(buffer)) >= 0; ) answer.write(buffer, 0, count);
            } catch (SocketTimeoutException silent) {
                // a connection that is kept alive
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
