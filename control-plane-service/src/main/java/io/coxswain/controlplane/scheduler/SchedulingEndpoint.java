package io.coxswain.controlplane.scheduler;

import io.coxswain.model.ObjectKey;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/scheduling/{namespace}/{pod}}: the scheduler's last attempts for a Pod, and why they ended so. */
@Endpoint(id = "scheduling")
public final class SchedulingEndpoint {
    private final DecisionLog decisions;

    public SchedulingEndpoint(DecisionLog decisions) {
        this.decisions = decisions;
    }

    /** The newest attempt first; empty for a Pod that this replica did not try lately. */
    public record Attempts(String namespace, String pod, List<Decision> attempts) {}

    @ReadOperation
    public Attempts of(@Selector String namespace, @Selector String pod) {
        return new Attempts(namespace, pod, decisions.of(new ObjectKey(namespace, pod)));
    }
}
