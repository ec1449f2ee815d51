package io.coxswain.controlplane.fairness;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many requests of one priority may be at work, and what becomes of more. Seats are not lent to other levels, so
 * the percentages of lending and borrowing have no effect.
 *
 * @param shares of all seats, in proportion to the other levels
 * @param queues where requests wait for a seat; 0 where they are refused at once
 * @param hand among how many queues a flow may choose
 * @param queueLength how many may wait in one queue
 */
record PriorityLevel(String name, String uid, boolean exempt, int shares, int queues, int hand, int queueLength) {
    private static final int DEFAULT_SHARES = 30;
    private static final int DEFAULT_QUEUES = 64;
    private static final int DEFAULT_HAND = 8;
    private static final int DEFAULT_QUEUE_LENGTH = 50;

    static PriorityLevel of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        JsonNode limited = spec.path("limited");
        JsonNode response = limited.path("limitResponse");
        JsonNode queuing = response.path("queuing");
        boolean rejects = response.path("type").asString("Reject").equals("Reject");
        int queues = rejects ? 0 : queuing.path("queues").asInt(DEFAULT_QUEUES);
        return new PriorityLevel(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                spec.path("type").asString("").equals("Exempt"),
                limited.path("nominalConcurrencyShares").asInt(DEFAULT_SHARES),
                queues,
                Math.clamp(queuing.path("handSize").asInt(DEFAULT_HAND), 1, Math.max(1, queues)),
                queuing.path("queueLengthLimit").asInt(DEFAULT_QUEUE_LENGTH));
    }
}
