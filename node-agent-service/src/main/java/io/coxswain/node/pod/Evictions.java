package io.coxswain.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The Pods that the node has chosen to end, each until nothing of it is left. */
public final class Evictions {
    /** For so long after its grace the end of a Pod is waited for, before another Pod has to go. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    /** @param grace the longest that its containers may take to end */
    record Order(String message, Duration grace, Instant given) {}

    void put(String podUid, Order order) {
        orders.put(podUid, order);
    }

    Optional<Order> of(String podUid) {
        return Optional.ofNullable(orders.get(podUid));
    }

    /** What the Pod held is free again, though its object stays. */
    void done(String podUid) {
        if (orders.containsKey(podUid)) done.add(podUid);
    }

    /** Whether a Pod that was chosen may still give something back. */
    boolean areUnderWay(Instant now) {
        return orders.entrySet().stream()
                .anyMatch(order -> !done.contains(order.getKey())
                        && now.isBefore(order.getValue()
                                .given()
                                .plus(order.getValue().grace())
                                .plus(PATIENCE)));
    }

    void forget(String podUid) {
        orders.remove(podUid);
        done.remove(podUid);
    }
}
