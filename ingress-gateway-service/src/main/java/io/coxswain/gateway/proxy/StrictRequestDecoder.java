package io.coxswain.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.util.List;

/**
 * Decodes one request at a time and refuses what two servers could read differently. After the last byte of a request
 * it stops; what a client has pipelined behind it stays as bytes, bounded by one read, until {@link #resume}.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private boolean paused;
    private boolean inHead = true;
    private boolean headBegun;

    StrictRequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(ProxySettings.MAX_REQUEST_LINE)
                .setMaxHeaderSize(ProxySettings.MAX_HEADER)
                .setMaxChunkSize(ProxySettings.MAX_BODY_PART)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    /** True while a request has begun whose header is not complete. */
    boolean isInHead() {
        return headBegun && inHead;
    }

    /** Lets the read that is under way go on to the next request. */
    void proceed() {
        paused = false;
    }

    /** Decodes the next request, if it is there. Not to be called while a read is under way. */
    void resume(ChannelHandlerContext context) throws Exception {
        paused = false;
        if (!context.channel().config().isAutoRead()) context.channel().config().setAutoRead(true);
        if (actualReadableBytes() > 0) channelRead(context, Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        super.channelRead(context, message);
        if (paused && actualReadableBytes() > 0) context.channel().config().setAutoRead(false);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (paused) return;
        if (inHead) {
            if (foldsLine(bytes)) {
                bytes.skipBytes(bytes.readableBytes());
                out.add(createInvalid());
                paused = true;
                return;
            }
            headBegun = true;
        }
        int before = out.size();
        super.decode(context, bytes, out);
        if (out.size() == before) return;
        inHead = false;
        if (out.getLast() instanceof LastHttpContent) {
            paused = true;
            inHead = true;
            headBegun = false;
        }
    }

    private HttpMessage createInvalid() {
        HttpMessage invalid = createInvalidMessage();
        invalid.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a header line is folded")));
        return invalid;
    }

    /** The superclass would join such a line to the one before it. */
    private boolean foldsLine(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        if (headBegun && at < end && isBlank(bytes.getByte(at))) return true;
        while (at < end) {
            int newLine = bytes.forEachByte(at, end - at, ByteProcessor.FIND_LF);
            if (newLine < 0 || newLine + 1 >= end) return false;
            byte next = bytes.getByte(newLine + 1);
            if (isBlank(next)) return true;
            if (next == '\r' || next == '\n') return false;
            at = newLine + 1;
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a message has both Content-Length and Transfer-Encoding");
    }
}
