package io.coxswain.node.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a series of measurements calls for. */
class PressureTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MEBIBYTE = 1 << 20;

    private final Pressure pressure = new Pressure(
            Threshold.of(
                    Map.of("memory.available", "100Mi", "nodefs.available", "10%"),
                    Map.of("memory.available", "200Mi"),
                    Map.of("memory.available", Duration.ofSeconds(30)),
                    Map.of("nodefs.available", "5%")),
            Duration.ofMinutes(5));

    /** Memory in MiB, and the disk's free share in percent. */
    private Optional<Signal> at(int second, long memory, long disk) throws Exception {
        Stocks stocks = signal -> switch (signal) {
            case MEMORY -> new Stock(memory * MEBIBYTE, 1000 * MEBIBYTE);
            case NODE_DISK, IMAGE_DISK -> new Stock(disk, 100);
            case PROCESSES -> new Stock(1000, 1000);
        };
        return pressure.measure(stocks, START.plusSeconds(second))
                .map(call -> call.threshold().signal());
    }

    @Test
    void aHardThresholdCountsAtOnceAndASoftOneAfterItsGrace() throws Exception {
        assertThat(at(0, 500, 50)).isEmpty();
        assertThat(at(10, 150, 50)).isEmpty();
        assertThat(at(30, 150, 50)).isEmpty();
        // The node tells of it before the grace is over.
        assertThat(pressure.conditions(START.plusSeconds(30))).containsExactly("MemoryPressure");
        assertThat(at(40, 150, 50)).contains(Signal.MEMORY);
        assertThat(at(50, 500, 50)).isEmpty();
        assertThat(at(60, 150, 50)).isEmpty();
        assertThat(at(70, 50, 50)).contains(Signal.MEMORY);
    }

    @Test
    void aConditionStaysForTheTransitionPeriod() throws Exception {
        assertThat(at(0, 50, 50)).contains(Signal.MEMORY);
        assertThat(at(10, 500, 50)).isEmpty();
        assertThat(pressure.conditions(START.plusSeconds(299))).containsExactly("MemoryPressure");
        assertThat(pressure.conditions(START.plusSeconds(300))).isEmpty();
    }

    @Test
    void aDiskIsShortUntilTheMinimumIsReclaimedAndMemoryGoesFirst() throws Exception {
        assertThat(at(0, 500, 9)).contains(Signal.NODE_DISK);
        assertThat(at(10, 500, 12)).contains(Signal.NODE_DISK);
        assertThat(at(20, 50, 12)).contains(Signal.MEMORY);
        assertThat(at(30, 500, 15)).isEmpty();
        assertThat(at(40, 500, 12)).isEmpty();
    }
}
