package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Amounts by the name of the resource. The common ones are fields, since every filter looks at them.
 *
 * @param milliCpu thousandths of cores
 * @param others extended resources and huge pages, in whole units
 */
public record Resources(long milliCpu, long memory, long ephemeral, long pods, Map<String, Long> others) {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL = "ephemeral-storage";
    public static final String PODS = "pods";
    public static final Resources NONE = new Resources(0, 0, 0, 0, Map.of());

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    public Resources {
        others = Map.copyOf(others);
    }

    public static Resources of(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) return NONE;
        long cpu = 0;
        long memory = 0;
        long ephemeral = 0;
        long pods = 0;
        Map<String, Long> others = new HashMap<>();
        for (Map.Entry<String, Quantity> each : quantities.entrySet()) {
            BigDecimal amount = each.getValue().getNumericalAmount();
            switch (each.getKey()) {
                case CPU -> cpu = whole(amount.multiply(THOUSAND));
                case MEMORY -> memory = whole(amount);
                case EPHEMERAL -> ephemeral = whole(amount);
                case PODS -> pods = whole(amount);
                default -> others.put(each.getKey(), whole(amount));
            }
        }
        return new Resources(cpu, memory, ephemeral, pods, others);
    }

    private static long whole(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING).longValue();
    }

    public long get(String name) {
        return switch (name) {
            case CPU -> milliCpu;
            case MEMORY -> memory;
            case EPHEMERAL -> ephemeral;
            case PODS -> pods;
            default -> others.getOrDefault(name, 0L);
        };
    }

    public Resources plus(Resources other) {
        return merge(other, 1);
    }

    public Resources minus(Resources other) {
        return merge(other, -1);
    }

    private Resources merge(Resources other, int sign) {
        return new Resources(
                milliCpu + sign * other.milliCpu,
                memory + sign * other.memory,
                ephemeral + sign * other.ephemeral,
                pods + sign * other.pods,
                mergeOthers(other, sign));
    }

    private Map<String, Long> mergeOthers(Resources other, int sign) {
        if (other.others.isEmpty()) return others;
        Map<String, Long> sum = new HashMap<>(others);
        other.others.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
        return sum;
    }

    Resources max(Resources other) {
        Map<String, Long> most = new HashMap<>(others);
        other.others.forEach((name, amount) -> most.merge(name, amount, Math::max));
        return new Resources(
                Math.max(milliCpu, other.milliCpu),
                Math.max(memory, other.memory),
                Math.max(ephemeral, other.ephemeral),
                Math.max(pods, other.pods),
                most);
    }

    /** These amounts, but those that {@code set} names as it has them. */
    Resources overlaid(@Nullable Map<String, Quantity> set) {
        if (set == null || set.isEmpty()) return this;
        Resources given = of(set);
        Map<String, Long> merged = new HashMap<>(others);
        merged.putAll(given.others);
        return new Resources(
                set.containsKey(CPU) ? given.milliCpu : milliCpu,
                set.containsKey(MEMORY) ? given.memory : memory,
                ephemeral,
                pods,
                merged);
    }

    /** Names of the extended ones, in order. */
    public TreeSet<String> otherNames() {
        return new TreeSet<>(others.keySet());
    }
}
