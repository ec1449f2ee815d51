package io.coxswain.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint; carries one exchange at a time, or none while it is pooled. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private final UpstreamPool pool;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private @Nullable Channel channel;
    private @Nullable Exchange exchange;
    private long idleSince;

    UpstreamConnection(UpstreamPool pool) {
        this.pool = pool;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        context.pipeline().addFirst(decoder);
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    boolean isActive() {
        return channel().isActive();
    }

    void carry(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The exchange is over; the connection is pooled only when both sides of it are complete. */
    void end(boolean reusable) {
        exchange = null;
        if (!reusable) {
            close();
            return;
        }
        readMore(true);
        pool.release(this);
    }

    void close() {
        exchange = null;
        var _ = channel().close();
    }

    void readMore(boolean more) {
        if (channel().config().isAutoRead() != more) channel().config().setAutoRead(more);
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long now) {
        idleSince = now;
    }

    /** Leaves the connection to a tunnel, with the bytes that came behind the 101. */
    void handOver(Tunnel.End end) {
        exchange = null;
        channel().pipeline().addLast(end);
        channel().pipeline().remove(this);
        channel().pipeline().remove(decoder);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange current = exchange;
        if (current == null) {
            ReferenceCountUtil.release(message);
            var _ = context.close();
            return;
        }
        if (message instanceof HttpResponse head) current.responseHead(head);
        if (message instanceof HttpContent content) {
            if (exchange == current) current.responseBody(content);
            else content.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) exchange.flushClient();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null && context.channel().isWritable()) exchange.upstreamWritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) current.upstreamClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    private final class ResponseDecoder extends HttpResponseDecoder {
        ResponseDecoder() {
            super(new HttpDecoderConfig()
                    .setMaxHeaderSize(2 * ProxySettings.MAX_HEADER)
                    .setMaxChunkSize(ProxySettings.MAX_BODY_PART)
                    .setAllowDuplicateContentLengths(false)
                    .setUseRfc9112TransferEncoding(true));
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            if (exchange != null && exchange.isHead()) return true;
            int status = ((HttpResponse) message).status().code();
            return (status >= 100 && status < 200) || super.isContentAlwaysEmpty(message);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("a response has both Content-Length and Transfer-Encoding");
        }
    }
}
