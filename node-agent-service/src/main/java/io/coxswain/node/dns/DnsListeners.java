package io.coxswain.node.dns;

import io.coxswain.node.network.NodeNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP and TCP sockets and the loops that read them. Names of the cluster are answered by the loop itself; a
 * question that may wait for upstream gets a virtual thread, and when too many wait it is answered with a failure at
 * once.
 */
final class DnsListeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsListeners.class);
    private static final int QUERY_BYTES = 4096;
    private static final int MOST_WAITING = 256;
    private static final int MOST_CONNECTIONS = 64;
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(10);

    private final DnsResponder responder;
    private final DatagramChannel udp;
    private final ServerSocketChannel tcp;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    private DnsListeners(DnsResponder responder, DatagramChannel udp, ServerSocketChannel tcp) {
        this.responder = responder;
        this.udp = udp;
        this.tcp = tcp;
    }

    static DnsListeners open(NodeNamespace namespace, InetSocketAddress address, DnsResponder responder)
            throws IOException {
        DatagramChannel udp = namespace.bind(address);
        try {
            var listeners = new DnsListeners(responder, udp, namespace.listen(address));
            Thread.ofVirtual().name("dns-udp").start(listeners::receive);
            Thread.ofVirtual().name("dns-tcp").start(listeners::accept);
            return listeners;
        } catch (IOException taken) {
            udp.close();
            throw taken;
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(QUERY_BYTES);
        while (udp.isOpen()) {
            try {
                buffer.clear();
                SocketAddress peer = udp.receive(buffer);
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                responder.read(bytes).ifPresent(query -> answer(query, peer));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException | RuntimeException failed) {
                log.warn("A DNS query could not be answered", failed);
            }
        }
    }

    private void answer(DnsResponder.Query query, SocketAddress peer) {
        if (!query.mayWait()) {
            send(responder.answer(query, false), peer);
        } else if (waiting.tryAcquire()) {
            Thread.ofVirtual().name("dns-upstream").start(() -> {
                try {
                    send(responder.answer(query, false), peer);
                } finally {
                    waiting.release();
                }
            });
        } else {
            send(responder.busy(query), peer);
        }
    }

    private void send(byte[] answer, SocketAddress peer) {
        try {
            udp.send(ByteBuffer.wrap(answer), peer);
        } catch (IOException gone) {
            log.debug("A DNS answer could not be sent to {}", peer, gone);
        }
    }

    private void accept() {
        while (tcp.isOpen()) {
            try {
                SocketChannel connection = tcp.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("dns-connection").start(() -> serve(connection));
                } else {
                    connection.close();
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                log.warn("A DNS connection could not be accepted", failed);
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            connection.socket().setSoTimeout(Math.toIntExact(IDLE_CONNECTION.toMillis()));
            var in = new DataInputStream(connection.socket().getInputStream());
            var out = new DataOutputStream(connection.socket().getOutputStream());
            while (true) {
                int length = in.readUnsignedShort();
                if (length > QUERY_BYTES) return;
                Optional<DnsResponder.Query> query = responder.read(in.readNBytes(length));
                if (query.isEmpty()) return;
                byte[] answer = responder.answer(query.get(), true);
                out.write(new byte[] {(byte) (answer.length >> 8), (byte) answer.length});
                out.write(answer);
                out.flush();
            }
        } catch (IOException ended) {
            log.trace("A DNS connection ended", ended);
        } finally {
            connections.release();
        }
    }

    @Override
    public void close() {
        try (udp;
                tcp) {
            log.debug("DNS stops to listen");
        } catch (IOException failed) {
            log.debug("A DNS socket could not be closed", failed);
        }
    }
}
