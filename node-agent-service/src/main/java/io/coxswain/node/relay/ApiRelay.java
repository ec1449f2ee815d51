package io.coxswain.node.relay;

import io.coxswain.node.network.NodeNamespace;
import io.coxswain.node.network.NodeNetworkSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers at the address of the Service {@code kubernetes} on this node and passes connections on, byte by byte, to the
 * API server that the agent itself speaks with: a Pod reaches the API wherever that listens, on a loopback address too.
 * TLS goes through unbroken.
 */
public final class ApiRelay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiRelay.class);
    private static final int PORT = 443;
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final NodeNamespace namespace;
    private final InetSocketAddress address;
    private final RelayedConnections connections;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock. */
    private @Nullable ServerSocketChannel listener;

    private boolean isClosed;

    /** {@code server} is where the agent reaches the API server. */
    public ApiRelay(NodeNamespace namespace, NodeNetworkSettings settings, InetSocketAddress server) {
        this.namespace = namespace;
        address = new InetSocketAddress(settings.apiAddress().inet(), PORT);
        connections = new RelayedConnections(server);
        thread = Thread.ofVirtual().name("api-relay-" + settings.nodeName()).unstarted(this::work);
    }

    public void start() {
        namespace.onReplaced(this::letGo);
        thread.start();
    }

    private void work() {
        try {
            lock.lockInterruptibly();
            try {
                while (!isClosed) {
                    if (listener != null || listen()) changed.await();
                    else changed.awaitNanos(AFTER_A_FAILURE.toNanos());
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where the port is taken, which a Pod on the node's own network can do; it is tried again. */
    private boolean listen() {
        try {
            ServerSocketChannel opened = namespace.listen(address);
            listener = opened;
            Thread.ofVirtual().name("api-relay-accept").start(() -> connections.accept(opened));
            return true;
        } catch (IOException taken) {
            log.warn("Pods cannot reach the API at {}: {}", address, taken.getMessage());
            return false;
        }
    }

    /** What was opened belongs to a namespace that is gone. */
    private void letGo() {
        lock.lock();
        try {
            if (listener != null) listener.close();
            listener = null;
            changed.signalAll();
        } catch (IOException failed) {
            log.debug("The relay's socket could not be closed", failed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            letGo();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        connections.close();
    }
}
