package io.coxswain.gateway.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One address that answers for a Service port. It stays the same object for as long as the address is in use. */
public final class Endpoint {
    private final InetSocketAddress address;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean retired;
    private volatile boolean suspended;
    private volatile long suspendedUntilNanos;

    public Endpoint(InetSocketAddress address) {
        this.address = address;
    }

    public InetSocketAddress address() {
        return address;
    }

    public int inFlight() {
        return inFlight.get();
    }

    public void begin() {
        inFlight.incrementAndGet();
    }

    public void end() {
        inFlight.decrementAndGet();
    }

    /** True once the Service no longer has this address: requests in flight finish, no new one is sent. */
    public boolean isRetired() {
        return retired;
    }

    void retire(boolean gone) {
        retired = gone;
    }

    /** Prefers other addresses for a while, since this one could not be reached. */
    public void suspend(Duration time) {
        suspendedUntilNanos = System.nanoTime() + time.toNanos();
        suspended = true;
    }

    boolean isSuspended() {
        if (!suspended) return false;
        if (System.nanoTime() - suspendedUntilNanos < 0) return true;
        suspended = false;
        return false;
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
