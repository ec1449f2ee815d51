package io.coxswain.gateway.endpoint;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a backend, swapped as a whole when they change, so that routes need not be built again. Requests are
 * spread in turn; where the one whose turn it is has more requests in flight than the next, the next one gets it.
 */
public final class Upstream {
    private final Backend backend;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Endpoint[] endpoints = {};

    public Upstream(Backend backend) {
        this.backend = backend;
    }

    public Backend backend() {
        return backend;
    }

    public List<Endpoint> endpoints() {
        return List.of(endpoints);
    }

    /** Takes the addresses that are ready now. Called by one thread at a time. */
    public void replace(Collection<InetSocketAddress> addresses) {
        Endpoint[] before = endpoints;
        Endpoint[] now = addresses.stream()
                .distinct()
                .map(address -> known(before, address))
                .toArray(Endpoint[]::new);
        endpoints = now;
        List<Endpoint> kept = Arrays.asList(now);
        for (Endpoint old : before) {
            if (!kept.contains(old)) old.retire(true);
        }
    }

    private static Endpoint known(Endpoint[] before, InetSocketAddress address) {
        for (Endpoint endpoint : before) {
            if (endpoint.address().equals(address)) return endpoint;
        }
        return new Endpoint(address);
    }

    /** The endpoint for the next request, none of {@code tried}; null when there is no other. */
    public @Nullable Endpoint pick(List<Endpoint> tried) {
        Endpoint[] now = endpoints;
        int count = now.length;
        if (count == 0) return null;
        int start = Math.floorMod(turn.getAndIncrement(), count);
        Endpoint first = null;
        Endpoint lastResort = null;
        for (int step = 0; step < count; step++) {
            Endpoint candidate = now[(start + step) % count];
            if (!tried.isEmpty() && tried.contains(candidate)) continue;
            if (candidate.isSuspended()) {
                if (lastResort == null) lastResort = candidate;
                continue;
            }
            if (first != null) return candidate.inFlight() < first.inFlight() ? candidate : first;
            if (candidate.inFlight() == 0) return candidate;
            first = candidate;
        }
        return first != null ? first : lastResort;
    }
}
