package io.coxswain.node.network;

import io.coxswain.node.linux.NamespaceThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The namespace that the holder of the moment keeps; follows the holder when it is replaced. */
final class EnteredNamespace implements NodeNamespace, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnteredNamespace.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final String threadName;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable NamespaceThread thread;

    EnteredNamespace(String nodeName) {
        threadName = "namespace-" + nodeName;
    }

    /** Enters the namespace of a holder and leaves the one before. */
    void enter(int holderPid) {
        NamespaceThread before = thread;
        thread = NamespaceThread.enter(threadName, holderPid);
        if (before != null) before.close();
    }

    void tellReplaced() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException failed) {
                log.error("A listener could not follow the node into its new namespace", failed);
            }
        }
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
        NamespaceThread inside = thread;
        if (inside == null) throw new NetworkException("the node's namespace has not been entered yet");
        return inside.call(task);
    }

    @Override
    public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        return open(() -> {
            var channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
            try {
                return channel.bind(address);
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
        });
    }

    @Override
    public DatagramChannel bind(InetSocketAddress address) throws IOException {
        return open(() -> {
            var channel = DatagramChannel.open(StandardProtocolFamily.INET);
            try {
                return channel.bind(address);
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
        });
    }

    @Override
    public SocketChannel dial(InetSocketAddress address) throws IOException {
        SocketChannel channel = open(() -> SocketChannel.open(StandardProtocolFamily.INET));
        return connected(channel, address);
    }

    @Override
    public SocketChannel dialPod(int sandboxPid, int port) throws IOException {
        SocketChannel channel;
        try {
            channel = NamespaceThread.once(sandboxPid, () -> SocketChannel.open(StandardProtocolFamily.INET));
        } catch (Exception failed) {
            throw asIo(failed);
        }
        return connected(channel, new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
    }

    @Override
    public void onReplaced(Runnable listener) {
        listeners.add(listener);
    }

    /** The namespace goes by where the socket was made; so the thread inside never waits for a peer. */
    private static SocketChannel connected(SocketChannel channel, InetSocketAddress address) throws IOException {
        try {
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private <T> T open(Callable<T> task) throws IOException {
        try {
            return call(task);
        } catch (Exception failed) {
            throw asIo(failed);
        }
    }

    private static IOException asIo(Exception failed) {
        if (failed instanceof IOException io) return io;
        if (failed instanceof InterruptedException) Thread.currentThread().interrupt();
        return new IOException(failed.getMessage(), failed);
    }

    @Override
    public void close() {
        NamespaceThread before = thread;
        thread = null;
        if (before != null) before.close();
    }
}
