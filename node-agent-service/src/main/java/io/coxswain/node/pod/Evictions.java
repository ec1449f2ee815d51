package io.coxswain.node.pod;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The Pods that the node has chosen to end, each until nothing of it is left. */
public final class Evictions {
    private final Map<String, Order> orders = new ConcurrentHashMap<>();

    /** @param grace the longest that its containers may take to end */
    record Order(String message, Duration grace) {}

    void put(String podUid, Order order) {
        orders.put(podUid, order);
    }

    Optional<Order> of(String podUid) {
        return Optional.ofNullable(orders.get(podUid));
    }

    void forget(String podUid) {
        orders.remove(podUid);
    }
}
