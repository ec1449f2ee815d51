package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a container may use, in Kubernetes' terms and in the kernel's. */
final class ContainerResources {
    private static final int GUARANTEED_SCORE = -997;
    private static final int BEST_EFFORT_SCORE = 1000;
    private static final long LEAST_QUOTA = 1000;

    private ContainerResources() {}

    static ContainerSpec.Resources of(Pod pod, Container container, long machineMemory) {
        ContainerSpec.Resources bare = processorAndMemory(container);
        return new ContainerSpec.Resources(
                bare.cpuShares(),
                bare.cpuQuotaMicros(),
                bare.memoryBytes(),
                score(QualityOfService.of(pod), bytes(request(container, "memory")), machineMemory));
    }

    /** The same without what depends on the rest of the Pod. */
    static ContainerSpec.Resources processorAndMemory(Container container) {
        long limit = millis(limit(container, "cpu"));
        return new ContainerSpec.Resources(
                (int) Math.min(262_144, millis(request(container, "cpu")) * 1024 / 1000),
                limit == 0 ? 0 : Math.max(LEAST_QUOTA, limit * ContainerSpec.Resources.CPU_PERIOD_MICROS / 1000),
                bytes(limit(container, "memory")),
                0);
    }

    private static int score(QualityOfService quality, long requestedMemory, long machineMemory) {
        return switch (quality) {
            case Guaranteed -> GUARANTEED_SCORE;
            case BestEffort -> BEST_EFFORT_SCORE;
            case Burstable ->
                (int) Math.min(999, Math.max(2, 1000 - 1000 * requestedMemory / Math.max(1, machineMemory)));
        };
    }

    static @Nullable Quantity limit(Container container, String resource) {
        return of(container, resource, true);
    }

    /** A limit without a request is a request too. */
    static @Nullable Quantity request(Container container, String resource) {
        Quantity request = of(container, resource, false);
        return request == null ? limit(container, resource) : request;
    }

    private static @Nullable Quantity of(Container container, String resource, boolean limits) {
        ResourceRequirements requirements = container.getResources();
        if (requirements == null) return null;
        Map<String, Quantity> map = limits ? requirements.getLimits() : requirements.getRequests();
        return map == null ? null : map.get(resource);
    }

    static long millis(@Nullable Quantity quantity) {
        if (quantity == null) return 0;
        return quantity.getNumericalAmount()
                .multiply(BigDecimal.valueOf(1000))
                .setScale(0, RoundingMode.CEILING)
                .longValue();
    }

    static long bytes(@Nullable Quantity quantity) {
        return quantity == null
                ? 0
                : quantity.getNumericalAmount()
                        .setScale(0, RoundingMode.CEILING)
                        .longValue();
    }

    /**
     * The value of a {@code resourceFieldRef} of {@code otherwise} unless it names a container: rounded up in units of
     * the divisor; the node's own where unlimited.
     */
    static String field(
            Pod pod, @Nullable Container otherwise, ResourceFieldSelector selector, NodeServices.Settings node) {
        String name = selector.getContainerName();
        Container meant = name == null || name.isEmpty()
                ? otherwise
                : DeclaredContainer.find(pod, name).map(DeclaredContainer::spec).orElse(null);
        if (meant == null) throw new ConfigError("container " + name + " not found");
        return field(meant, selector.getResource(), selector.getDivisor(), node);
    }

    private static String field(
            Container container, String resource, @Nullable Quantity divisor, NodeServices.Settings node) {
        BigDecimal one = divisor == null || divisor.getNumericalAmount().signum() == 0
                ? BigDecimal.ONE
                : divisor.getNumericalAmount();
        Quantity quantity = switch (resource) {
            case "limits.cpu", "limits.memory", "limits.ephemeral-storage" -> limit(container, resource.substring(7));
            case "requests.cpu", "requests.memory", "requests.ephemeral-storage" ->
                request(container, resource.substring(9));
            default -> throw new ConfigError("unsupported container resource : " + resource);
        };
        BigDecimal amount;
        if (quantity != null) amount = quantity.getNumericalAmount();
        else if (resource.startsWith("requests.")) amount = BigDecimal.ZERO;
        else if (resource.endsWith("cpu")) amount = BigDecimal.valueOf(node.cpuMillis(), 3);
        else if (resource.endsWith("storage")) amount = BigDecimal.valueOf(node.storageBytes());
        else amount = BigDecimal.valueOf(node.memoryBytes());
        return amount.divide(one, 0, RoundingMode.CEILING).toPlainString();
    }
}
