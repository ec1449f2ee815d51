package io.coxswain.gateway.explain;

import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once the first snapshot is served. */
public final class GatewayHealthIndicator implements HealthIndicator {
    private final BooleanSupplier ready;

    public GatewayHealthIndicator(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public Health health() {
        return ready.getAsBoolean()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("why", "waiting for the first list from the API server")
                        .build();
    }
}
