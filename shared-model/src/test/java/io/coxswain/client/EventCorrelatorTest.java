package io.coxswain.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.client.EventCorrelator.Occurrence;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final EventCorrelator correlator = new EventCorrelator();

    @Test
    void theSameTextAgainRaisesTheCount() {
        var first = correlator.take(occurrence("Pulled"), START).orElseThrow();
        first.name = "web.1";
        var second = correlator.take(occurrence("Pulled"), START.plusSeconds(5)).orElseThrow();
        assertThat(second.count).isEqualTo(2);
        assertThat(second.name).isEqualTo("web.1");
        assertThat(second.first).isEqualTo(START);
    }

    @Test
    void manyTextsForOneReasonAreCombined() {
        for (int text = 0; text < 10; text++) {
            assertThat(correlator.take(occurrence("text " + text), START).orElseThrow().message)
                    .isEqualTo("text " + text);
        }
        assertThat(correlator.take(occurrence("text 10"), START).orElseThrow().message)
                .isEqualTo("(combined from similar events): text 10");
        assertThat(correlator.take(occurrence("text 11"), START).orElseThrow().count)
                .isEqualTo(2);
        assertThat(correlator
                        .take(occurrence("text 12"), START.plus(Duration.ofMinutes(20)))
                        .orElseThrow()
                        .message)
                .isEqualTo("text 12");
    }

    @Test
    void anObjectThatTellsTooMuchIsCut() {
        for (int told = 0; told < 25; told++) {
            assertThat(correlator.take(occurrence("again"), START)).isPresent();
        }
        assertThat(correlator.take(occurrence("again"), START)).isEmpty();
        assertThat(correlator.take(new Occurrence("other", "Normal", "Killing", "again"), START))
                .isPresent();
        assertThat(correlator.take(occurrence("again"), START.plus(Duration.ofMinutes(6))))
                .isPresent();
    }

    private static Occurrence occurrence(String message) {
        return new Occurrence("uid", "Normal", "Killing", message);
    }
}
