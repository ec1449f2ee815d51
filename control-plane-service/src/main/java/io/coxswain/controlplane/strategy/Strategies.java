package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.conversion.Conversions;
import io.coxswain.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The registry of strategies; a kind without one has no rules of its own. */
public final class Strategies {
    private final List<Strategy> all;
    private final Map<Kind<?>, Strategy> byKind;
    private volatile Function<Kind<?>, Optional<Strategy>> custom = kind -> Optional.empty();

    public Strategies(List<Strategy> all) {
        this.all = List.copyOf(all);
        this.byKind = this.all.stream().collect(Collectors.toUnmodifiableMap(Strategy::kind, Function.identity()));
    }

    /** The strategies of the built-in kinds; addresses and node ports of Services come from the given ones. */
    public static Strategies standard(ServiceAddresses serviceAddresses, NodePorts nodePorts) {
        List<Strategy> stored = List.of(
                new ConfigMapStrategy(),
                new CustomResourceDefinitionStrategy(),
                new EventStrategy(),
                new NamespaceStrategy(),
                new NodeStrategy(),
                new PodStrategy(),
                new SecretStrategy(),
                new ServiceStrategy(serviceAddresses, nodePorts),
                new EndpointsStrategy(),
                new LimitRangeStrategy(),
                new PersistentVolumeStrategy(),
                new PersistentVolumeClaimStrategy(),
                new PodTemplateStrategy(),
                new ReplicationControllerStrategy(),
                new ResourceQuotaStrategy(),
                new DeploymentStrategy(),
                new ReplicaSetStrategy(),
                new StatefulSetStrategy(),
                new DaemonSetStrategy(),
                new ControllerRevisionStrategy(),
                new JobStrategy(),
                new CronJobStrategy(),
                new HorizontalPodAutoscalerStrategy(),
                new PodDisruptionBudgetStrategy(),
                new LeaseStrategy(),
                new EndpointSliceStrategy());
        return new Strategies(Stream.concat(stored.stream(), ViewStrategy.all(stored, Conversions.ALL).stream())
                .toList());
    }

    /** {@code custom} knows the strategies of kinds that come and go. */
    public void extendWith(Function<Kind<?>, Optional<Strategy>> custom) {
        this.custom = custom;
    }

    public List<Strategy> all() {
        return all;
    }

    public Strategy of(Kind<?> kind) {
        Strategy strategy = byKind.get(kind);
        return strategy == null ? custom.apply(kind).orElse(() -> kind) : strategy;
    }
}
