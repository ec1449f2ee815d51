package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSnapshot.State;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartDecisionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theBackOffDoublesUpToFiveMinutes() {
        var delays = new ArrayList<Integer>();
        int backOff = 0;
        for (int restarts = 0; restarts < 8; restarts++) {
            var run = ended(1, restarts, backOff, Duration.ofSeconds(1), NOW.minusSeconds(backOff));
            var next = (RestartDecision.Run) decide("Always", Optional.of(run), 0, NOW);
            assertThat(next.restartCount()).isEqualTo(restarts + 1);
            backOff = next.backOffSeconds();
            delays.add(backOff);
        }
        assertThat(delays).isEqualTo(List.of(10, 20, 40, 80, 160, 300, 300, 300));
    }

    @Test
    void waitsUntilTheBackOffIsOver() {
        var run = ended(1, 3, 40, Duration.ofSeconds(1), NOW.minusSeconds(39));
        assertThat(decide("Always", Optional.of(run), 0, NOW))
                .isEqualTo(new RestartDecision.BackOff(run, Duration.ofSeconds(40), NOW.plusSeconds(1)));
    }

    @Test
    void aLongRunStartsTheBackOffAnew() {
        var run = ended(1, 9, 300, Duration.ofMinutes(10), NOW);
        assertThat(decide("Always", Optional.of(run), 0, NOW)).isEqualTo(new RestartDecision.Run(10, 10));
    }

    @Test
    void thePolicyDecidesWhetherItRunsAgain() {
        var failed = ended(1, 0, 0, Duration.ofSeconds(1), NOW);
        var done = ended(0, 0, 0, Duration.ofSeconds(1), NOW);
        assertThat(decide("Never", Optional.of(failed), 0, NOW)).isEqualTo(new RestartDecision.Ended(failed));
        assertThat(decide("OnFailure", Optional.of(done), 0, NOW)).isEqualTo(new RestartDecision.Ended(done));
        assertThat(decide("OnFailure", Optional.of(failed), 0, NOW)).isEqualTo(new RestartDecision.Run(1, 10));
        assertThat(decide("Always", Optional.of(done), 0, NOW)).isEqualTo(new RestartDecision.Run(1, 10));
    }

    private static RestartDecision decide(String policy, Optional<ContainerSnapshot> run, int missed, Instant now) {
        return RestartDecision.of(code -> RestartDecision.restarts(policy, code), run, missed, now);
    }

    private static ContainerSnapshot ended(int code, int restarts, int backOff, Duration ran, Instant at) {
        return new ContainerSnapshot(
                "id",
                Map.of(
                        Labels.RESTART_COUNT,
                        String.valueOf(restarts),
                        Labels.BACK_OFF_SECONDS,
                        String.valueOf(backOff)),
                State.EXITED,
                "image",
                "sha256:0",
                at.minus(ran),
                at.minus(ran),
                at,
                code,
                false,
                "",
                0,
                "SIGTERM",
                "",
                new ContainerSpec.Resources(0, 0, 0, 0));
    }
}
