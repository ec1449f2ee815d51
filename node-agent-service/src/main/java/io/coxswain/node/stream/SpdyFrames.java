package io.coxswain.node.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Frames as bytes and back. Headers are compressed by what went before, so each direction is one sequence. */
final class SpdyFrames implements AutoCloseable {
    private final EmbeddedChannel incoming = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, false));
    private final EmbeddedChannel outgoing = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, false));
    private final ReentrantLock encoding = new ReentrantLock();

    /** Takes the bytes of a frame; they must go out in the order in which the frames were encoded. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    /** The frames that are complete with these bytes; called by the reader of the connection alone. */
    List<Object> decode(byte[] bytes, int length) throws IOException {
        var frames = new ArrayList<>();
        try {
            incoming.writeInbound(Unpooled.copiedBuffer(bytes, 0, length));
        } catch (RuntimeException wrong) {
            throw new IOException("not SPDY/3.1: " + wrong.getMessage(), wrong);
        }
        for (Object frame = incoming.readInbound(); frame != null; frame = incoming.readInbound()) frames.add(frame);
        return frames;
    }

    void encode(SpdyFrame frame, Sink sink) throws IOException {
        encoding.lock();
        try {
            outgoing.writeOutbound(frame);
            for (ByteBuf bytes = outgoing.readOutbound(); bytes != null; bytes = outgoing.readOutbound()) {
                try {
                    sink.write(ByteBufUtil.getBytes(bytes));
                } finally {
                    ReferenceCountUtil.release(bytes);
                }
            }
        } finally {
            encoding.unlock();
        }
    }

    @Override
    public void close() {
        encoding.lock();
        try {
            outgoing.finishAndReleaseAll();
        } finally {
            encoding.unlock();
        }
    }

    /** Called by the reader of the connection alone, after the last frame. */
    void closeReader() {
        incoming.finishAndReleaseAll();
    }
}
