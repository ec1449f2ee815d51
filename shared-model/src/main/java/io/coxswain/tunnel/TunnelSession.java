package io.coxswain.tunnel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ends of a tunnel are alike: either may open streams, and each has a dialer for those the other opens. The
 * connection is dropped when nothing at all was heard for {@link #SILENCE}.
 */
public final class TunnelSession implements AutoCloseable {
    /** Where the API server takes tunnels: a GET that is upgraded to {@link #PROTOCOL}. */
    public static final String PATH = "/coxswain.io/v1/tunnel";

    public static final String PROTOCOL = "coxswain-tunnel-1";

    static final Duration OPEN_PATIENCE = Duration.ofSeconds(10);
    static final Duration PING_PERIOD = Duration.ofSeconds(10);
    static final Duration SILENCE = Duration.ofSeconds(35);
    /** A further stream is refused. */
    static final int MAXIMUM_STREAMS = 4096;

    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);
    private static final int COPY_BYTES = 16 * 1024;

    private final String peer;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final TunnelDialer dialer;
    private final AutoCloseable connection;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<Integer, TunnelStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long lastHeardNanos = System.nanoTime();

    /**
     * @param opensEven whether this side numbers its streams 2, 4, … or 1, 3, …; the two sides must differ
     * @param connection closed when the session ends
     */
    public TunnelSession(
            String peer,
            InputStream in,
            OutputStream out,
            boolean opensEven,
            TunnelDialer dialer,
            AutoCloseable connection) {
        this.peer = peer;
        this.in = new DataInputStream(new BufferedInputStream(in, 2 * Frame.MAXIMUM_PAYLOAD_BYTES));
        this.out = new DataOutputStream(new BufferedOutputStream(out, 2 * Frame.MAXIMUM_PAYLOAD_BYTES));
        this.lastNumber = new AtomicInteger(opensEven ? 0 : -1);
        this.dialer = dialer;
        this.connection = connection;
    }

    /** Serves the connection until it ends; returns then, whatever ended it. */
    public void run() {
        Thread.ofVirtual().name("tunnel keep-alive " + peer).start(this::keepAlive);
        try {
            while (closed.getCount() > 0) {
                Frame frame = Frame.readFrom(in);
                lastHeardNanos = System.nanoTime();
                handle(frame);
            }
        } catch (IOException end) {
            log.debug("tunnel to {} ended: {}", peer, end.getMessage());
        } finally {
            close();
        }
    }

    /** Opens a stream to a target that the peer's dialer understands; fails with the peer's reason. */
    public TunnelStream open(String target) throws IOException, InterruptedException {
        if (closed.getCount() == 0) throw new IOException("the tunnel is closed");
        if (streams.size() >= MAXIMUM_STREAMS) throw new IOException("too many streams in the tunnel");
        int number = lastNumber.addAndGet(2);
        var stream = new TunnelStream(this, number);
        streams.put(number, stream);
        try {
            send(Frame.text(Frame.Type.OPEN, number, target));
            stream.awaitAccepted();
            return stream;
        } catch (IOException | InterruptedException failure) {
            stream.close();
            throw failure;
        }
    }

    public boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        if (closed.getCount() == 0) return;
        closed.countDown();
        streams.values().forEach(stream -> stream.fail("the tunnel to " + peer + " was lost"));
        streams.clear();
        try {
            connection.close();
        } catch (Exception alreadyGone) {
            log.debug("closing the tunnel to {}: {}", peer, alreadyGone.getMessage());
        }
    }

    void send(Frame frame) throws IOException {
        writing.lock();
        try {
            frame.writeTo(out);
            if (!writing.hasQueuedThreads()) out.flush();
        } finally {
            writing.unlock();
        }
    }

    void sendQuietly(Frame frame) {
        try {
            send(frame);
        } catch (IOException lost) {
            log.debug("tunnel to {}: {}", peer, lost.getMessage());
        }
    }

    void forget(int number) {
        streams.remove(number);
    }

    private void handle(Frame frame) throws IOException {
        TunnelStream stream = streams.get(frame.stream());
        switch (frame.type()) {
            case OPEN -> accept(frame.stream(), frame.text());
            case PING -> send(Frame.empty(Frame.Type.PONG, 0));
            case PONG -> {}
            case ACCEPT -> {
                if (stream != null) stream.accept();
            }
            case REFUSE, RESET -> {
                if (stream != null) stream.fail(frame.text());
                forget(frame.stream());
            }
            case DATA -> {
                if (stream != null) stream.receive(frame.payload());
            }
            case WINDOW -> {
                if (stream != null) stream.widen(frame.windowBytes());
            }
            case END -> {
                if (stream != null) stream.endInput();
            }
        }
    }

    private void accept(int number, String target) throws IOException {
        if (streams.size() >= MAXIMUM_STREAMS) {
            send(Frame.text(Frame.Type.REFUSE, number, "too many streams in the tunnel"));
            return;
        }
        var stream = new TunnelStream(this, number);
        if (streams.putIfAbsent(number, stream) != null) throw new IOException("stream " + number + " opened twice");
        Thread.ofVirtual().name("tunnel " + target).start(() -> relay(number, stream, target));
    }

    private void relay(int number, TunnelStream stream, String target) {
        SocketChannel channel;
        try {
            channel = dialer.dial(target);
        } catch (IOException | RuntimeException refused) {
            forget(number);
            sendQuietly(Frame.text(Frame.Type.REFUSE, number, String.valueOf(refused.getMessage())));
            return;
        }
        sendQuietly(Frame.empty(Frame.Type.ACCEPT, number));
        var toTarget = Thread.ofVirtual().name("tunnel to " + target).start(() -> {
            if (copy(stream.input(), Channels.newOutputStream(channel), stream)) shutdownOutput(channel);
            // What the target may say, at some time, nobody wants any more.
            else close(channel, target);
        });
        if (copy(Channels.newInputStream(channel), stream.output(), stream)) {
            try {
                stream.output().close();
                toTarget.join();
            } catch (IOException lost) {
                stream.close();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        close(channel, target);
    }

    /** True when the source ended properly; false after a fault, with the stream closed. */
    private static boolean copy(InputStream from, OutputStream to, TunnelStream stream) {
        byte[] buffer = new byte[COPY_BYTES];
        try {
            for (int count; (count = from.read(buffer)) >= 0; ) {
                to.write(buffer, 0, count);
            }
            return true;
        } catch (IOException broken) {
            stream.close();
            return false;
        }
    }

    private static void close(SocketChannel channel, String target) {
        try {
            channel.close();
        } catch (IOException gone) {
            log.debug("closing {}: {}", target, gone.getMessage());
        }
    }

    private static void shutdownOutput(SocketChannel channel) {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            log.debug("half-close: {}", gone.getMessage());
        }
    }

    private void keepAlive() {
        try {
            while (!closed.await(PING_PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - lastHeardNanos > SILENCE.toNanos()) {
                    log.warn("nothing heard from {} for {} s: dropping the tunnel", peer, SILENCE.toSeconds());
                    close();
                    return;
                }
                sendQuietly(Frame.empty(Frame.Type.PING, 0));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
