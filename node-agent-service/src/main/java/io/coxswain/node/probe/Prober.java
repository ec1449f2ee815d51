package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;

/** One way to ask a container how it is. */
public interface Prober {
    boolean handles(Probe probe);

    /** Asks once. Returns a failure, or throws, when the answer is bad or does not come within {@code patience}. */
    ProbeAnswer ask(ProbeTarget target, Probe probe, Duration patience) throws IOException, InterruptedException;
}
