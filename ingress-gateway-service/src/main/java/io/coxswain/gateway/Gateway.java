package io.coxswain.gateway;

import io.coxswain.gateway.proxy.Listener;
import io.coxswain.gateway.proxy.ProxyServer;
import io.coxswain.gateway.proxy.WarmUp;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.gateway.tls.CertificateStore;
import io.coxswain.gateway.watch.RouteUpdater;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts in order: ports are bound at once, traffic is let in after the first full snapshot and a warm-up.
 * Until then connections wait instead of being told 404.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final RouteUpdater routes;
    private final ProxyServer server;
    private final int warmUpRequests;
    private final Duration warmUpLimit;
    private final Listener http;
    private final Listener https;
    private volatile boolean ready;

    public Gateway(
            RouteUpdater routes,
            ProxyServer server,
            CertificateStore certificates,
            InetAddress address,
            int httpPort,
            int httpsPort,
            int warmUpRequests,
            Duration warmUpLimit) {
        this.routes = routes;
        this.server = server;
        this.warmUpRequests = warmUpRequests;
        this.warmUpLimit = warmUpLimit;
        this.http = server.bindHttp(new InetSocketAddress(address, httpPort), routes);
        this.https = server.bindHttps(new InetSocketAddress(address, httpsPort), routes, certificates::handler);
    }

    /** Returns at once. */
    public void start() {
        routes.start();
        Thread.ofVirtual().name("gateway start").start(this::letIn);
    }

    private void letIn() {
        try {
            RouteTable table = routes.firstTable().get();
            WarmUp.run(server, warmUpRequests, warmUpLimit);
            http.accept();
            https.accept();
            ready = true;
            log.info("Serving {} hosts on port {} (HTTP) and {} (HTTPS)", table.hosts(), http.port(), https.port());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException stopped) {
            log.debug("Stopped before the first snapshot", stopped);
        }
    }

    public boolean isReady() {
        return ready;
    }

    public int httpPort() {
        return http.port();
    }

    public int httpsPort() {
        return https.port();
    }

    /** Requests in flight finish first. */
    @Override
    public void close() {
        ready = false;
        server.close();
        routes.close();
    }
}
