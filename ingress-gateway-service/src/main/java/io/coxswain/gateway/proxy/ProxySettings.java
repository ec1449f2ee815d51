package io.coxswain.gateway.proxy;

import java.time.Duration;

/**
 * The limits of the data plane.
 *
 * @param eventLoops threads that carry traffic
 * @param connectTimeout to reach an endpoint, or to get a connection of a full pool
 * @param headerTimeout from the first byte of a request to the end of its header
 * @param idleTimeout of a client's connection between two requests
 * @param responseTimeout without progress while a request is in flight
 * @param tunnelIdleTimeout without a byte in either direction of a WebSocket
 * @param upstreamIdleTimeout of a pooled connection to an endpoint
 * @param drainTimeout for requests in flight when the gateway stops
 * @param maxRequestBody in bytes; a larger one gets 413
 * @param maxClientConnections for each event loop; more are closed at once
 * @param maxUpstreamConnections to one endpoint, for each event loop; more requests wait
 * @param maxWaiting requests that wait for a connection of one endpoint, for each event loop; more get 503
 * @param accessLog whether each exchange is logged
 */
public record ProxySettings(
        int eventLoops,
        Duration connectTimeout,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration responseTimeout,
        Duration tunnelIdleTimeout,
        Duration upstreamIdleTimeout,
        Duration drainTimeout,
        long maxRequestBody,
        int maxClientConnections,
        int maxUpstreamConnections,
        int maxWaiting,
        boolean accessLog) {
    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEADER = 32 * 1024;
    static final int MAX_HEADER_FIELDS = 100;
    static final int MAX_BODY_PART = 64 * 1024;
    static final int MAX_TRIES = 3;
}
