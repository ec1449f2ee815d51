package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.controlplane.schema.Quantity;
import tools.jackson.databind.JsonNode;

/** How far the ratio of a figure to its target may be from one before anything is done. */
record Tolerance(double down, double up) {
    private static final double DEFAULT = 0.1;

    static Tolerance of(JsonNode behavior) {
        return new Tolerance(of(behavior, "scaleDown"), of(behavior, "scaleUp"));
    }

    private static double of(JsonNode behavior, String direction) {
        String text = behavior.path(direction).path("tolerance").asString("");
        return text.isEmpty() ? DEFAULT : Quantity.amount(text).doubleValue();
    }

    boolean covers(double ratio) {
        return 1 - down <= ratio && ratio <= 1 + up;
    }
}
