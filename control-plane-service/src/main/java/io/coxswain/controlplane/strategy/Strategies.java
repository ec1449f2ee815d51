package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The registry of strategies; a kind without one has no rules of its own. */
public final class Strategies {
    private final List<Strategy> all;
    private final Map<Kind<?>, Strategy> byKind;

    public Strategies(List<Strategy> all) {
        this.all = List.copyOf(all);
        this.byKind = this.all.stream().collect(Collectors.toUnmodifiableMap(Strategy::kind, Function.identity()));
    }

    /** The strategies of the built-in kinds; addresses of Services come from {@code serviceAddresses}. */
    public static Strategies standard(ServiceAddresses serviceAddresses) {
        return new Strategies(List.of(
                new ConfigMapStrategy(),
                new EventStrategy(),
                new NamespaceStrategy(),
                new NodeStrategy(),
                new PodStrategy(),
                new SecretStrategy(),
                new ServiceStrategy(serviceAddresses),
                new DeploymentStrategy(),
                new ReplicaSetStrategy(),
                new LeaseStrategy(),
                new EndpointSliceStrategy(),
                new IngressStrategy(),
                new IngressClassStrategy()));
    }

    public List<Strategy> all() {
        return all;
    }

    public Strategy of(Kind<?> kind) {
        Strategy strategy = byKind.get(kind);
        return strategy == null ? () -> kind : strategy;
    }
}
