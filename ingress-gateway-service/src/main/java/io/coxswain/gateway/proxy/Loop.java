package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Endpoint;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the connections of one event loop share. Used on that loop only. */
final class Loop {
    private static final long SWEEP_MILLIS = 250;

    final EventLoop executor;
    final Transport transport;
    final ProxySettings settings;
    final TrustedProxies trusted;
    final Traffic traffic;
    private final InstantSource clock;
    private final Map<Endpoint, UpstreamPool> pools = new HashMap<>();
    private final Set<ClientConnection> clients = new HashSet<>();
    private final Set<Tunnel> tunnels = new HashSet<>();
    private long now = System.nanoTime();
    private byte[] date;
    private boolean draining;

    Loop(
            EventLoop executor,
            Transport transport,
            ProxySettings settings,
            TrustedProxies trusted,
            Traffic traffic,
            InstantSource clock) {
        this.executor = executor;
        this.transport = transport;
        this.settings = settings;
        this.trusted = trusted;
        this.traffic = traffic;
        this.clock = clock;
        this.date = dateLine();
    }

    void begin() {
        var unused = executor.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The time of the last sweep: exact enough for timeouts, and free. */
    long now() {
        return now;
    }

    /** The Date header of now, as a line. */
    byte[] date() {
        return date;
    }

    boolean isDraining() {
        return draining;
    }

    UpstreamPool pool(Endpoint endpoint) {
        return pools.computeIfAbsent(endpoint, any -> new UpstreamPool(this, any));
    }

    boolean add(ClientConnection client) {
        if (draining || clients.size() >= settings.maxClientConnections()) return false;
        traffic.connectionOpened();
        return clients.add(client);
    }

    void remove(ClientConnection client) {
        if (clients.remove(client)) traffic.connectionClosed();
    }

    void add(Tunnel tunnel) {
        tunnels.add(tunnel);
    }

    void remove(Tunnel tunnel) {
        tunnels.remove(tunnel);
    }

    /** From now on every connection closes as soon as its request is done. */
    void drain() {
        draining = true;
        for (ClientConnection client : clients.toArray(ClientConnection[]::new)) client.drain();
    }

    boolean isEmpty() {
        return clients.isEmpty() && tunnels.isEmpty();
    }

    void closeAll() {
        for (ClientConnection client : clients.toArray(ClientConnection[]::new)) client.close();
        for (Tunnel tunnel : tunnels.toArray(Tunnel[]::new)) tunnel.close();
        pools.values().forEach(UpstreamPool::closeIdle);
    }

    private void sweep() {
        now = System.nanoTime();
        date = dateLine();
        for (ClientConnection client : clients.toArray(ClientConnection[]::new)) client.check(now);
        for (Tunnel tunnel : tunnels.toArray(Tunnel[]::new)) tunnel.check(now);
        pools.values().removeIf(pool -> pool.sweep(now));
    }

    private byte[] dateLine() {
        return Wire.bytes("date: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)) + "\r\n");
    }
}
