package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;

/** The connections of one event loop to one endpoint. */
final class UpstreamPool {
    private final Loop loop;
    private final Endpoint endpoint;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private int open;

    UpstreamPool(Loop loop, Endpoint endpoint) {
        this.loop = loop;
        this.endpoint = endpoint;
    }

    /** Gives the exchange a connection, now or later; at the limits it is told that there is none. */
    void acquire(Exchange exchange) {
        for (UpstreamConnection kept; (kept = idle.pollLast()) != null; ) {
            if (kept.isActive()) {
                exchange.connected(kept, true);
                return;
            }
        }
        acquireFresh(exchange);
    }

    /** As {@link #acquire}, but never a connection that has been used: those may all be stale. */
    void acquireFresh(Exchange exchange) {
        if (open < loop.settings.maxUpstreamConnections()) {
            connect(exchange);
        } else if (waiting.size() < loop.settings.maxWaiting()) {
            waiting.add(exchange);
        } else {
            exchange.unavailable("too many requests wait for a connection to an endpoint");
        }
    }

    private void connect(Exchange exchange) {
        open++;
        var connection = new UpstreamConnection(this);
        ChannelFuture connecting = new Bootstrap()
                .group(loop.executor)
                .channel(loop.transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        loop.settings.connectTimeout().toMillis())
                .handler(connection)
                .connect(endpoint.address());
        connecting.channel().closeFuture().addListener(closed -> closed());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                exchange.connectFailed(done.cause());
                return;
            }
            loop.traffic.upstreamConnected();
            if (exchange.isDone()) release(connection);
            else exchange.connected(connection, false);
        });
    }

    private void closed() {
        open--;
        Exchange next = waiting.poll();
        if (next != null) acquire(next);
    }

    /** Takes back a connection on which request and response are complete. */
    void release(UpstreamConnection connection) {
        if (endpoint.isRetired() || loop.isDraining() || !connection.isActive()) {
            connection.close();
            return;
        }
        Exchange next = waiting.poll();
        if (next != null) {
            next.connected(connection, true);
            return;
        }
        connection.idleSince(loop.now());
        idle.addLast(connection);
    }

    void cancel(Exchange exchange) {
        waiting.remove(exchange);
    }

    void closeIdle() {
        for (UpstreamConnection kept; (kept = idle.poll()) != null; ) kept.close();
    }

    /** Closes what has been idle for too long; true when nothing is left of the pool. */
    boolean sweep(long now) {
        if (endpoint.isRetired()) closeIdle();
        for (UpstreamConnection oldest; (oldest = idle.peekFirst()) != null; ) {
            boolean fresh = now - oldest.idleSince()
                    < loop.settings.upstreamIdleTimeout().toNanos();
            if (fresh && oldest.isActive()) break;
            idle.pollFirst();
            oldest.close();
        }
        for (Exchange first; (first = waiting.peek()) != null; ) {
            if (now - first.progress() < loop.settings.connectTimeout().toNanos()) break;
            waiting.poll();
            first.unavailable("no connection to an endpoint became free in time");
        }
        return open == 0 && waiting.isEmpty();
    }
}
