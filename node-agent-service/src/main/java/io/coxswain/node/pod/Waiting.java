package io.coxswain.node.pod;

import java.time.Duration;

/**
 * Why a container does not run yet.
 *
 * @param reason as in its status, such as {@code CrashLoopBackOff}
 * @param lookAgain when it is worth another look, should nothing happen before
 */
record Waiting(String reason, String message, Duration lookAgain) {
    static final Duration UNTIL_WOKEN = Duration.ofMinutes(1);

    static Waiting creating() {
        return new Waiting("ContainerCreating", "", UNTIL_WOKEN);
    }

    static Waiting initializing() {
        return new Waiting("PodInitializing", "", UNTIL_WOKEN);
    }
}
