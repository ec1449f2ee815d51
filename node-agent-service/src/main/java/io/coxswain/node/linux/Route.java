package io.coxswain.node.linux;

import org.jspecify.annotations.Nullable;

/** A route of the main table. A device of 0 means none; {@code owner} is the routing protocol number of who made it. */
public record Route(
        Type type,
        Ipv4Range destination,
        @Nullable Ipv4Address gateway,
        int device,
        int metric,
        @Nullable Ipv4Address source,
        int owner) {
    /** Marks the routes of this project, so that they are told from all others. */
    public static final int OURS = 151;

    /** Far behind any other route to the same range. */
    public static final int LAST_RESORT = 0x7f000000;

    public enum Type {
        UNICAST,
        UNREACHABLE,
        OTHER
    }

    public static Route via(Ipv4Range destination, Ipv4Address gateway, int device, int metric) {
        return new Route(Type.UNICAST, destination, gateway, device, metric, null, OURS);
    }

    public static Route onLink(Ipv4Range destination, int device, @Nullable Ipv4Address source) {
        return new Route(Type.UNICAST, destination, null, device, 0, source, OURS);
    }

    /** What keeps packets of a range from leaving by the default route when there is no better route. */
    public static Route unreachable(Ipv4Range destination) {
        return new Route(Type.UNREACHABLE, destination, null, 0, LAST_RESORT, null, OURS);
    }

    /** The same place in the table: what a new route would replace. */
    public boolean sameSlot(Route other) {
        return destination.equals(other.destination) && metric == other.metric;
    }
}
