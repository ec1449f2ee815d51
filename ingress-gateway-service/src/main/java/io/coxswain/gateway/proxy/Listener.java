package io.coxswain.gateway.proxy;

import io.coxswain.gateway.route.RouteTable;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A port that clients connect to. Bound at once, so that a taken port is told early; it accepts when told to. */
public final class Listener {
    private final boolean tls;
    private final Supplier<RouteTable> routes;
    private volatile @Nullable Channel channel;
    private volatile String portText = "";

    Listener(boolean tls, Supplier<RouteTable> routes) {
        this.tls = tls;
        this.routes = routes;
    }

    void bound(Channel bound) {
        channel = bound;
        portText = String.valueOf(((InetSocketAddress) bound.localAddress()).getPort());
    }

    public int port() {
        return Integer.parseInt(portText);
    }

    /** Until then connections wait in the socket's backlog. */
    public void accept() {
        Channel bound = channel;
        if (bound != null) bound.config().setAutoRead(true);
    }

    public void close() {
        Channel bound = channel;
        if (bound != null) bound.close().syncUninterruptibly();
    }

    boolean isTls() {
        return tls;
    }

    String scheme() {
        return tls ? "https" : "http";
    }

    String portText() {
        return portText;
    }

    Supplier<RouteTable> routes() {
        return routes;
    }
}
