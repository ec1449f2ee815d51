package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Bytes both ways between a client and an endpoint, after a 101. Ends when either side does, or when it is idle. */
final class Tunnel {
    private final Loop loop;
    private final Endpoint endpoint;
    private final Channel client;
    private final Channel upstream;
    private long lastActivity;
    private boolean open = true;

    Tunnel(Loop loop, Endpoint endpoint, Channel client, Channel upstream) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.client = client;
        this.upstream = upstream;
        this.lastActivity = loop.now();
        loop.add(this);
    }

    End clientEnd() {
        return new End(upstream);
    }

    End upstreamEnd() {
        return new End(client);
    }

    void check(long now) {
        if (now - lastActivity > loop.settings.tunnelIdleTimeout().toNanos()) close();
    }

    void close() {
        ended();
        var _ = client.close();
        var _ = upstream.close();
    }

    private void ended() {
        if (!open) return;
        open = false;
        endpoint.end();
        loop.remove(this);
    }

    /** One side: what it reads is written to the other. */
    final class End extends ChannelInboundHandlerAdapter {
        private final Channel peer;

        private End(Channel peer) {
            this.peer = peer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf)) {
                ReferenceCountUtil.release(message);
                return;
            }
            lastActivity = loop.now();
            var _ = peer.write(message, peer.voidPromise());
            if (!peer.isWritable()) context.channel().config().setAutoRead(false);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            peer.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable() && !peer.config().isAutoRead()) {
                peer.config().setAutoRead(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended();
            var _ = peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
