package io.coxswain.gateway.proxy;

import io.coxswain.gateway.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's connection: checks each request, finds its route, and lets an exchange carry it. */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Loop loop;
    private final Listener listener;
    private final StrictRequestDecoder decoder;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ClientAddress address;
    private @Nullable Exchange exchange;
    private boolean reading;
    private boolean answered;
    private boolean closeAfterAnswer;
    private boolean ending;
    private long idleSince;
    private long headSince;

    ClientConnection(Loop loop, Listener listener, StrictRequestDecoder decoder) {
        this.loop = loop;
        this.listener = listener;
        this.decoder = decoder;
        this.idleSince = loop.now();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        if (added.channel().isActive()) opened(added);
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        opened(active);
    }

    private void opened(ChannelHandlerContext active) {
        if (address != null) return;
        InetAddress peer = ((InetSocketAddress) active.channel().remoteAddress()).getAddress();
        address = new ClientAddress(
                peer.getHostAddress(), loop.trusted.contains(peer), listener.scheme(), listener.portText());
        if (!loop.add(this)) {
            var _ = active.close();
        }
    }

    Channel channel() {
        return Objects.requireNonNull(context).channel();
    }

    ClientAddress address() {
        return Objects.requireNonNull(address);
    }

    /** True while bytes of the client are being worked on; a flush to the upstream follows by itself. */
    boolean isReading() {
        return reading;
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        reading = true;
        if (ending) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) begin(request);
        if (message instanceof HttpContent content) {
            if (exchange != null) {
                exchange.requestBody(content);
            } else {
                boolean last = content instanceof LastHttpContent;
                content.release();
                if (last && answered) requestDone(!closeAfterAnswer);
            }
        }
    }

    private void begin(HttpRequest request) {
        headSince = 0;
        switch (CheckedRequest.of(request, loop.settings.maxRequestBody())) {
            case CheckedRequest.Refused(int status, String why) -> {
                loop.traffic.finished(status, 0);
                answer(status, why, HttpMethod.HEAD.equals(request.method()), false);
            }
            case CheckedRequest.Accepted accepted -> {
                Route route = listener.routes().get().find(accepted.host(), accepted.path());
                if (route == null) {
                    loop.traffic.finished(404, 0);
                    boolean keepAlive = accepted.keepAlive() && !accepted.isHttp10() && accepted.bodyLength() == 0;
                    answer(404, "no Ingress rule matches this host and path", accepted.isHead(), keepAlive);
                    return;
                }
                exchange = new Exchange(loop, this, accepted, route);
                exchange.start();
            }
        }
    }

    private void answer(int status, String why, boolean head, boolean keepAlive) {
        writeOwn(status, why, head, keepAlive && !loop.isDraining());
        answered = true;
        closeAfterAnswer = !keepAlive || loop.isDraining();
        if (closeAfterAnswer) endLingering();
    }

    /** An exchange ended with an answer of the gateway's own; what is left of the request's body is dropped. */
    void failed(boolean keepAlive, boolean requestComplete) {
        exchange = null;
        if (requestComplete || !keepAlive) {
            flush();
            requestDone(keepAlive);
        } else {
            answered = true;
            closeAfterAnswer = false;
            if (!reading) flush();
        }
    }

    void writeOwn(int status, String why, boolean head, boolean keepAlive) {
        ByteBuf out = channel().alloc().buffer(512);
        ResponseHead.writeOwn(out, status, why, head, keepAlive, loop.date());
        write(out);
    }

    void write(ByteBuf bytes) {
        var _ = channel().write(bytes, channel().voidPromise());
    }

    void flush() {
        channel().flush();
    }

    /** Request and response are both over, or the connection cannot be used again. */
    void requestDone(boolean keepAlive) {
        exchange = null;
        answered = false;
        idleSince = loop.now();
        if (!keepAlive || loop.isDraining()) {
            endLingering();
            return;
        }
        if (reading) {
            decoder.proceed();
            return;
        }
        reading = true;
        try {
            decoder.resume(Objects.requireNonNull(channel().pipeline().context(decoder)));
        } catch (Exception failure) {
            var _ = channel().close();
        }
        readComplete();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        readComplete();
    }

    private void readComplete() {
        reading = false;
        if (exchange != null) exchange.flushUpstream();
        flush();
    }

    void readMore(boolean more) {
        if (channel().config().isAutoRead() != more) channel().config().setAutoRead(more);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        if (exchange != null && channel().isWritable()) exchange.clientWritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        loop.remove(this);
        Exchange current = exchange;
        exchange = null;
        ending = true;
        if (current != null) current.clientClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        var _ = channel().close();
    }

    void close() {
        var _ = channel().close();
    }

    /**
     * Closes so that the client can still read the answer: a close with unread bytes would reset the connection and
     * take the answer with it.
     */
    private void endLingering() {
        if (ending) return;
        ending = true;
        idleSince = loop.now();
        var _ = channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel() instanceof DuplexChannel duplex && !listener.isTls()) {
                var _ = duplex.shutdownOutput();
                readMore(true);
            } else {
                var _ = channel().close();
            }
        });
    }

    void drain() {
        if (exchange == null && !answered && !decoder.isInHead()) endLingering();
    }

    void check(long now) {
        if (ending) {
            if (now - idleSince > LINGER_NANOS) {
                var _ = channel().close();
            }
        } else if (exchange != null) {
            exchange.check(now);
        } else if (decoder.isInHead()) {
            if (headSince == 0) headSince = now;
            if (now - headSince > loop.settings.headerTimeout().toNanos()) {
                loop.traffic.finished(408, now - headSince);
                answer(408, "the header did not come in time", false, false);
            }
        } else if (now - idleSince > loop.settings.idleTimeout().toNanos()) {
            endLingering();
        }
    }

    /** Leaves the connection to a tunnel, with the bytes that came behind the request. */
    void handOver(Tunnel.End end) {
        loop.remove(this);
        exchange = null;
        Channel channel = channel();
        channel.pipeline().addLast(end);
        channel.pipeline().remove(this);
        channel.pipeline().remove(decoder);
        if (!channel.config().isAutoRead()) channel.config().setAutoRead(true);
    }
}
