package io.coxswain.node.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that pass through, each by two virtual threads; one that is too many is closed at once. */
final class RelayedConnections implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RelayedConnections.class);
    private static final int MOST_CONNECTIONS = 1024;
    private static final int CONNECT_PATIENCE_MILLIS = 5000;
    private static final int COPY_BYTES = 16 * 1024;

    private final InetSocketAddress server;
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    RelayedConnections(InetSocketAddress server) {
        this.server = server;
    }

    void accept(ServerSocketChannel listener) {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (free.tryAcquire()) Thread.ofVirtual().name("api-relay").start(() -> serve(client));
                else client.close();
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                log.warn("A Pod's connection to the API could not be accepted", failed);
            }
        }
    }

    private void serve(SocketChannel client) {
        Socket near = client.socket();
        try (near;
                Socket far = new Socket()) {
            open.add(near);
            open.add(far);
            far.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_PATIENCE_MILLIS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().name("api-relay-back").start(() -> copy(far, near));
            copy(near, far);
            back.join();
            open.remove(far);
        } catch (IOException failed) {
            log.debug("A Pod's connection to the API ended: {}", failed.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
            open.removeIf(Socket::isClosed);
            free.release();
        }
    }

    /** Copies until the end, which it passes on; a failure ends both directions. */
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[COPY_BYTES];
            for (int count; (count = in.read(buffer)) >= 0; ) out.write(buffer, 0, count);
            to.shutdownOutput();
        } catch (IOException broken) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    @Override
    public void close() {
        open.forEach(RelayedConnections::closeQuietly);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            log.debug("closing a relayed connection: {}", gone.getMessage());
        }
    }
}
