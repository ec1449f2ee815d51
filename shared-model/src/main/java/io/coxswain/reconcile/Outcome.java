package io.coxswain.reconcile;

import java.time.Duration;

/** What a pass decided. A thrown exception means: again, with back-off. */
public sealed interface Outcome {
    /** The world matches the spec, until something changes. */
    record Settled() implements Outcome {}

    /** Nothing will tell us when to look again, so look after this long. */
    record CheckAgain(Duration after, String why) implements Outcome {}

    /** The spec can never be met as it stands; only a new spec is worth another pass. */
    record GaveUp(String why) implements Outcome {}

    static Outcome settled() {
        return new Settled();
    }

    static Outcome checkAgain(Duration after, String why) {
        return new CheckAgain(after, why);
    }

    static Outcome gaveUp(String why) {
        return new GaveUp(why);
    }
}
