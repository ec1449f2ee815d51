package io.coxswain.controlplane.tunnel;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries bytes between a client's upgraded connection and a kubelet's, until either ends. Made by the servlet
 * container.
 */
public final class RelayUpgrade implements HttpUpgradeHandler {
    private static final Logger log = LoggerFactory.getLogger(RelayUpgrade.class);
    private static final int COPY_BYTES = 16 * 1024;

    private @Nullable KubeletConnection kubelet;

    void prepare(KubeletConnection connection) {
        kubelet = connection;
    }

    /** Blocks until the relay is over, on the virtual thread of the request. */
    @Override
    public void init(WebConnection client) {
        KubeletConnection connection = Objects.requireNonNull(kubelet);
        Thread fromKubelet = Thread.ofVirtual()
                .name("relay " + Thread.currentThread().getName())
                .start(() -> relay(connection::input, client::getOutputStream, client, connection));
        relay(client::getInputStream, connection::output, client, connection);
        try {
            fromKubelet.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void destroy() {
        if (kubelet != null) close(kubelet);
    }

    private interface Source<T> {
        T get() throws IOException;
    }

    private static void relay(
            Source<? extends InputStream> from,
            Source<? extends OutputStream> to,
            AutoCloseable client,
            AutoCloseable connection) {
        byte[] buffer = new byte[COPY_BYTES];
        try {
            InputStream in = from.get();
            OutputStream out = to.get();
            for (int count; (count = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException ended) {
            log.debug("relay ended: {}", ended.getMessage());
        } finally {
            close(client);
            close(connection);
        }
    }

    private static void close(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception gone) {
            log.debug("closing a relay: {}", gone.getMessage());
        }
    }
}
