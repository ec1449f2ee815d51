package io.coxswain.controlplane.controller.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** One figure of each Pod by its name, in thousandths, and the average of what span it is. */
record PodValues(Map<String, Long> milli, Instant at, Duration window) {
    PodValues {
        milli = Map.copyOf(milli);
    }
}
