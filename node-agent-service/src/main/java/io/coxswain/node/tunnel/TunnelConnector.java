package io.coxswain.node.tunnel;

import io.coxswain.tunnel.TunnelDialer;
import io.coxswain.tunnel.TunnelSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one tunnel to an API server open: dials, serves, and dials again with back-off when it is lost. */
public final class TunnelConnector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TunnelConnector.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final int CONNECT_PATIENCE_MILLIS = 5000;
    private static final int MAXIMUM_HEAD_BYTES = 8 * 1024;

    private final URI server;
    private final Supplier<SSLContext> tls;
    private final TunnelDialer targets;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Socket socket;
    private volatile boolean connected;

    /**
     * @param server the address of the API server, {@code https://host:port}
     * @param tls presents the node's client certificate and trusts the cluster's authority
     */
    public TunnelConnector(URI server, Supplier<SSLContext> tls, TunnelDialer targets) {
        this.server = server;
        this.tls = tls;
        this.targets = targets;
    }

    public void start() {
        Thread.ofVirtual().name("tunnel to " + server.getAuthority()).start(this::keepOpen);
    }

    /** Whether the API server can reach this node now. */
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void close() {
        closed.countDown();
        Socket open = socket;
        if (open != null) closeQuietly(open);
    }

    private void keepOpen() {
        Duration delay = FIRST_DELAY;
        try {
            while (closed.getCount() > 0) {
                try {
                    serveOne();
                    delay = FIRST_DELAY;
                } catch (IOException failure) {
                    log.info("no tunnel to {}: {}", server.getAuthority(), failure.getMessage());
                    delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? delay.multipliedBy(2) : LONGEST_DELAY;
                }
                if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void serveOne() throws IOException {
        int port = server.getPort() < 0 ? 443 : server.getPort();
        var plain = new Socket();
        socket = plain;
        try {
            plain.connect(new InetSocketAddress(server.getHost(), port), CONNECT_PATIENCE_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(CONNECT_PATIENCE_MILLIS);
            var secure = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, server.getHost(), port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            socket = secure;
            upgrade(secure);
            secure.setSoTimeout(0);
            var session = new TunnelSession(
                    "API server " + server.getAuthority(),
                    secure.getInputStream(),
                    secure.getOutputStream(),
                    true,
                    targets,
                    secure);
            connected = true;
            if (closed.getCount() > 0) session.run();
        } finally {
            connected = false;
            Socket open = socket;
            if (open != null) closeQuietly(open);
        }
    }

    private void upgrade(SSLSocket secure) throws IOException {
        String request = "GET " + TunnelSession.PATH + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nConnection: Upgrade\r\nUpgrade: " + TunnelSession.PROTOCOL + "\r\n\r\n";
        secure.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        secure.getOutputStream().flush();
        String head = head(secure.getInputStream());
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(
                    "the API server answered " + head.lines().findFirst().orElse("nothing"));
        }
    }

    /** Byte by byte, so that nothing of the tunnel's own frames is taken. */
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > MAXIMUM_HEAD_BYTES) throw new IOException("the API server gave no answer");
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void closeQuietly(Socket open) {
        try {
            open.close();
        } catch (IOException gone) {
            log.debug("closing the tunnel: {}", gone.getMessage());
        }
    }
}
