package io.coxswain.controlplane.controller.autoscaling;

/** A metric from which no number of replicas can be had. */
final class MetricFault extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason of the condition and the event, such as {@code FailedGetResourceMetric} */
    MetricFault(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
