package io.coxswain.controlplane.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Amounts by the name of the resource: thousandths of cores for cpu, whole units for all else. */
public record Resources(Map<String, Long> amounts) {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String PODS = "pods";
    public static final Resources NONE = new Resources(Map.of());

    /** What a container without requests counts for when nodes are compared. */
    private static final long ASSUMED_MILLI_CPU = 100;

    private static final long ASSUMED_MEMORY = 200L << 20;

    public Resources {
        amounts = Map.copyOf(amounts);
    }

    public static Resources of(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) return NONE;
        var amounts = new TreeMap<String, Long>();
        quantities.forEach((name, quantity) -> {
            var amount = quantity.getNumericalAmount();
            if (name.equals(CPU)) amount = amount.movePointRight(3);
            amounts.put(name, amount.setScale(0, RoundingMode.CEILING).longValue());
        });
        return new Resources(amounts);
    }

    /** All that a Pod asks for: its containers together, or its largest init container, and its overhead. */
    public static Resources requestedBy(Pod pod) {
        Resources together = NONE;
        for (Container container : pod.getSpec().getContainers()) together = together.plus(requests(container));
        Resources largest = NONE;
        Resources sidecars = NONE;
        if (pod.getSpec().getInitContainers() != null) {
            for (Container container : pod.getSpec().getInitContainers()) {
                if ("Always".equals(container.getRestartPolicy())) sidecars = sidecars.plus(requests(container));
                else largest = largest.max(sidecars.plus(requests(container)));
            }
        }
        return together.plus(sidecars).max(largest).plus(of(pod.getSpec().getOverhead()));
    }

    /** Cpu and memory as nodes are compared by: containers that ask for none are taken to use a little. */
    public static Resources assumedFor(Pod pod) {
        long cpu = 0;
        long memory = 0;
        for (Container container : pod.getSpec().getContainers()) {
            Resources requests = requests(container);
            cpu += requests.amounts.getOrDefault(CPU, ASSUMED_MILLI_CPU);
            memory += requests.amounts.getOrDefault(MEMORY, ASSUMED_MEMORY);
        }
        return new Resources(Map.of(CPU, cpu, MEMORY, memory));
    }

    public long get(String name) {
        return amounts.getOrDefault(name, 0L);
    }

    public Resources plus(Resources other) {
        return merge(other, 1);
    }

    public Resources minus(Resources other) {
        return merge(other, -1);
    }

    private Resources merge(Resources other, int sign) {
        if (other.amounts.isEmpty()) return this;
        var sum = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
        return new Resources(sum);
    }

    private Resources max(Resources other) {
        var most = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> most.merge(name, amount, Math::max));
        return new Resources(most);
    }

    private static Resources requests(Container container) {
        return container.getResources() == null
                ? NONE
                : of(container.getResources().getRequests());
    }
}
