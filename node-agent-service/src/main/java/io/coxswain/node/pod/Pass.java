package io.coxswain.node.pod;

import java.time.Duration;

/** What a pass over a Pod leaves to be done. */
sealed interface Pass {
    /** Another pass after this long, or as soon as something happens. */
    record Again(Duration after) implements Pass {}

    /** Nothing of the Pod is left on the node. */
    record Ended() implements Pass {}

    static Pass again(Duration after) {
        return new Again(after);
    }
}
