package io.coxswain.controlplane.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EventExpiryTest {
    @Test
    void deletesWhatWasToldLongAgo() {
        try (var controlPlane = TestControlPlane.startWithoutControllers()) {
            Api api = controlPlane.api(User.CONTROLLERS);
            ResourceService resources = controlPlane.context().getBean(ResourceService.class);
            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));
            api.create(Kinds.EVENT, event("old", Instant.now()));
            api.create(Kinds.EVENT, event("repeated", later.instant().minusSeconds(600)));
            try (EventExpiry expiry = new EventExpiry(resources, later)) {
                expiry.run();
            }
            assertThat(api.list(Kinds.EVENT, ListOptions.in("default")).items().stream()
                            .map(Metadata::name))
                    .containsExactly("repeated");
        }
    }

    private static ObjectNode event(String name, Instant lastTold) {
        ObjectNode event = Json.object();
        event.putObject("metadata").put("name", name).put("namespace", "default");
        event.putObject("involvedObject")
                .put("kind", "Pod")
                .put("namespace", "default")
                .put("name", "p");
        return event.put(
                "lastTimestamp",
                lastTold.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    }
}
