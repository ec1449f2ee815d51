package io.coxswain.node.probe;

import io.coxswain.node.runtime.ContainerRuntime;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Optional;

/** The registry of probers. */
public record Probers(List<Prober> all) {
    public Probers {
        all = List.copyOf(all);
    }

    public static Probers standard(ContainerRuntime runtime, Dialer dialer) {
        return new Probers(List.of(
                new ExecProber(runtime), new HttpProber(dialer), new TcpProber(dialer), new GrpcProber(dialer)));
    }

    public Optional<Prober> of(Probe probe) {
        return all.stream().filter(prober -> prober.handles(probe)).findFirst();
    }
}
