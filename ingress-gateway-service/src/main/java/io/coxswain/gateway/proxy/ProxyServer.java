package io.coxswain.gateway.proxy;

import io.coxswain.gateway.route.RouteTable;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops that carry all traffic, and the ports that it comes in by. */
public final class ProxyServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);
    private static final int BACKLOG = 4096;
    private static final long DRAIN_CHECK_MILLIS = 20;

    private final Transport transport = Transport.best();
    private final ProxySettings settings;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, Loop> loops = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    public ProxyServer(ProxySettings settings, TrustedProxies trusted, Traffic traffic, InstantSource clock) {
        this.settings = settings;
        this.group = new MultiThreadIoEventLoopGroup(
                settings.eventLoops(), new DefaultThreadFactory("gateway", true), transport.handlers());
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            Loop loop = new Loop(eventLoop, transport, settings, trusted, traffic, clock);
            loops.put(eventLoop, loop);
            loop.begin();
        }
        log.info("Carrying traffic on {} {} loops", settings.eventLoops(), transport.name());
    }

    /** Binds a port for plain HTTP. The routes are asked for at every request. */
    public Listener bindHttp(InetSocketAddress address, Supplier<RouteTable> routes) {
        return bind(address, new Listener(false, routes), null);
    }

    /** Binds a port for HTTPS; {@code tls} makes the handler that a connection begins with. */
    public Listener bindHttps(InetSocketAddress address, Supplier<RouteTable> routes, Supplier<ChannelHandler> tls) {
        return bind(address, new Listener(true, routes), tls);
    }

    private Listener bind(InetSocketAddress address, Listener listener, @Nullable Supplier<ChannelHandler> tls) {
        var binding = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Loop loop = loops.get(channel.eventLoop());
                        if (loop == null) throw new IllegalStateException("a connection on a foreign event loop");
                        var decoder = new StrictRequestDecoder();
                        if (tls != null) channel.pipeline().addLast(tls.get());
                        channel.pipeline().addLast(decoder, new ClientConnection(loop, listener, decoder));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            String why = "cannot listen on " + address + ": " + binding.cause().getMessage();
            throw new UncheckedIOException(new IOException(why, binding.cause()));
        }
        listener.bound(binding.channel());
        listeners.add(listener);
        return listener;
    }

    /** Takes no new connection, lets requests in flight finish within the drain timeout, then closes what is left. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) return;
        listeners.forEach(Listener::close);
        List<CompletableFuture<Void>> drained = new ArrayList<>();
        for (Loop loop : loops.values()) {
            var empty = new CompletableFuture<Void>();
            drained.add(empty);
            loop.executor.execute(() -> {
                loop.drain();
                completeWhenEmpty(loop, empty);
            });
        }
        CompletableFuture.allOf(drained.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        for (Loop loop : loops.values()) loop.executor.execute(loop::closeAll);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void completeWhenEmpty(Loop loop, CompletableFuture<Void> empty) {
        if (loop.isEmpty()) {
            empty.complete(null);
            return;
        }
        var unused =
                loop.executor.schedule(() -> completeWhenEmpty(loop, empty), DRAIN_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
