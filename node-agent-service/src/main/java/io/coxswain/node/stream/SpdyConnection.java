package io.coxswain.node.stream;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of a SPDY/3.1 connection as Kubernetes clients use it: all streams are the client's, nobody counts
 * windows, and a stream that is not read makes the whole connection wait.
 */
public final class SpdyConnection implements AutoCloseable {
    public static final String PROTOCOL = "SPDY/3.1";

    private static final Logger log = LoggerFactory.getLogger(SpdyConnection.class);
    private static final int MOST_STREAMS = 1024;
    private static final int READ_BYTES = 16 * 1024;

    private final Transport transport;
    private final SpdyFrames frames = new SpdyFrames();
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Nothing is read before {@link #serve}. */
    public SpdyConnection(Transport transport) {
        this.transport = transport;
    }

    /** Reads until the connection ends. {@code opened} gets each new stream and must not wait. */
    public void serve(Consumer<SpdyStream> opened) {
        byte[] buffer = new byte[READ_BYTES];
        InputStream in = transport.in();
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (Object frame : frames.decode(buffer, read)) receive(frame, opened);
            }
        } catch (IOException ended) {
            log.debug("SPDY connection ended: {}", ended.getMessage());
        } finally {
            streams.values().forEach(SpdyStream::reset);
            frames.closeReader();
        }
    }

    private void receive(Object frame, Consumer<SpdyStream> opened) throws IOException {
        switch (frame) {
            case SpdySynStreamFrame syn -> open(syn, opened);
            case SpdyDataFrame data -> data(data);
            case SpdyRstStreamFrame reset -> {
                SpdyStream stream = streams.get(reset.streamId());
                if (stream != null) stream.reset();
            }
            case SpdyPingFrame ping -> send(ping);
            // Settings, windows, late headers and the announcement of the end ask for nothing.
            default -> ReferenceCountUtil.release(frame);
        }
    }

    private void open(SpdySynStreamFrame syn, Consumer<SpdyStream> opened) throws IOException {
        int id = syn.streamId();
        if (syn.isInvalid() || streams.size() >= MOST_STREAMS) {
            send(new DefaultSpdyRstStreamFrame(
                    id, syn.isInvalid() ? SpdyStreamStatus.PROTOCOL_ERROR : SpdyStreamStatus.REFUSED_STREAM));
            return;
        }
        var headers = new TreeMap<String, String>();
        syn.headers()
                .forEach(header -> headers.put(
                        header.getKey().toString().toLowerCase(Locale.ROOT),
                        header.getValue().toString()));
        var stream = new SpdyStream(this, id, headers);
        streams.put(id, stream);
        var reply = new DefaultSpdySynReplyFrame(id);
        // Without any header the codec leaves out the block of headers, which clients insist on.
        reply.headers().set("streamid", String.valueOf(id));
        send(reply);
        if (syn.isLast()) stream.inputEnded();
        opened.accept(stream);
    }

    private void data(SpdyDataFrame data) {
        SpdyStream stream = streams.get(data.streamId());
        try {
            if (stream == null) return;
            byte[] bytes = new byte[data.content().readableBytes()];
            data.content().readBytes(bytes);
            stream.received(bytes);
            if (data.isLast()) stream.inputEnded();
        } finally {
            data.release();
        }
    }

    void sendData(int id, byte[] bytes, int offset, int length, boolean last) throws IOException {
        send(new DefaultSpdyDataFrame(id, Unpooled.copiedBuffer(bytes, offset, length)).setLast(last));
    }

    private void send(SpdyFrame frame) throws IOException {
        if (closed) throw new IOException("the connection is closed");
        frames.encode(frame, bytes -> {
            transport.out().write(bytes);
            transport.out().flush();
        });
    }

    void forgetWhenOver(SpdyStream stream) {
        if (stream.isOver()) streams.remove(stream.id());
    }

    /** Tells the client that nothing more comes. */
    @Override
    public void close() {
        if (closed) return;
        try {
            int last =
                    streams.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
            send(new DefaultSpdyGoAwayFrame(last, SpdySessionStatus.OK));
        } catch (IOException gone) {
            log.debug("the client is gone already: {}", gone.getMessage());
        }
        closed = true;
        frames.close();
    }
}
