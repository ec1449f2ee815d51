package io.coxswain.node.eviction;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How little of something calls for an eviction.
 *
 * @param amount a quantity, or a share of the whole in percent
 * @param grace for how long it may be that little; zero for a hard threshold
 * @param reclaim how much more must be free again before the node counts as relieved
 */
public record Threshold(Signal signal, String amount, Duration grace, String reclaim) {
    /** Throws IllegalArgumentException for a signal that is not known, and for a soft threshold without its grace. */
    public static List<Threshold> of(
            Map<String, String> hard,
            Map<String, String> soft,
            Map<String, Duration> graces,
            Map<String, String> reclaims) {
        var all = new ArrayList<Threshold>();
        hard.forEach((key, amount) ->
                all.add(new Threshold(signal(key), amount, Duration.ZERO, reclaims.getOrDefault(key, "0"))));
        soft.forEach((key, amount) -> {
            Duration grace = graces.get(key);
            if (grace == null) {
                throw new IllegalArgumentException(
                        "grace period must be specified for the soft eviction threshold " + key);
            }
            all.add(new Threshold(signal(key), amount, grace, reclaims.getOrDefault(key, "0")));
        });
        return List.copyOf(all);
    }

    private static Signal signal(String key) {
        return Signal.of(key).orElseThrow(() -> new IllegalArgumentException("unsupported eviction signal " + key));
    }

    boolean isMet(Stock stock) {
        return stock.available() < bytes(amount, stock.capacity());
    }

    /** Whether there is enough again for the node to be relieved. */
    boolean isCleared(Stock stock) {
        return stock.available() >= bytes(amount, stock.capacity()) + bytes(reclaim, stock.capacity());
    }

    private static long bytes(String amount, long capacity) {
        if (amount.endsWith("%")) {
            return new BigDecimal(amount.substring(0, amount.length() - 1))
                    .multiply(BigDecimal.valueOf(capacity))
                    .divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN)
                    .longValue();
        }
        return Quantity.getAmountInBytes(new Quantity(amount)).longValue();
    }
}
