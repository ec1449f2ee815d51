package io.coxswain.node;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the node can run Pods. */
final class NodeHealthIndicator implements HealthIndicator {
    private final NodeAgent agent;

    NodeHealthIndicator(NodeAgent agent) {
        this.agent = agent;
    }

    @Override
    public Health health() {
        return agent.notReady()
                .map(why -> Health.outOfService().withDetail("why", why).build())
                .orElseGet(() -> Health.up().build());
    }
}
