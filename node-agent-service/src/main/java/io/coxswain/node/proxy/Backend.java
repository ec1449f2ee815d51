package io.coxswain.node.proxy;

import io.coxswain.node.linux.Ipv4Address;
import java.util.Comparator;

/** An endpoint that a Service port leads to. */
record Backend(Ipv4Address address, int port) implements Comparable<Backend> {
    private static final Comparator<Backend> ORDER =
            Comparator.comparing(Backend::address).thenComparing(Backend::port);

    @Override
    public int compareTo(Backend other) {
        return ORDER.compare(this, other);
    }
}
