package io.coxswain.controlplane.table;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.StringNode;

/** Times in the cells of kinds that other packages describe. */
public final class HumanTimes {
    private HumanTimes() {}

    /** The time since a timestamp, for people, such as {@code 5m}. */
    public static String since(String timestamp, Instant now) {
        Instant then = Cells.instant(StringNode.valueOf(timestamp));
        return then == null ? "<invalid>" : HumanDuration.of(Duration.between(then, now));
    }
}
