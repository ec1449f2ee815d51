package io.coxswain.controlplane.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */15 * * * *       | UTC              | 2026-03-01T10:00:00Z | 2026-03-01T10:15:00Z
            0 0 29 2 *         | UTC              | 2026-03-01T10:00:00Z | 2028-02-29T00:00:00Z
            5/20 * * * *       | UTC              | 2026-03-01T10:46:00Z | 2026-03-01T11:05:00Z
            0 9 * * mon-fri    | UTC              | 2026-03-06T09:00:00Z | 2026-03-09T09:00:00Z
            0 0 13 * fri       | UTC              | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z
            0 0 1 jan ?        | UTC              | 2026-03-01T00:00:00Z | 2027-01-01T00:00:00Z
            @hourly            | UTC              | 2026-03-01T10:00:00Z | 2026-03-01T11:00:00Z
            @every 1m30s       | UTC              | 2026-03-01T10:00:00Z | 2026-03-01T10:01:30Z
            0 12 * * *         | America/New_York | 2026-03-07T18:00:00Z | 2026-03-08T16:00:00Z
            30 2 * * *         | America/New_York | 2026-03-08T05:00:00Z | 2026-03-09T06:30:00Z
            """)
    void namesTheNextTime(String schedule, String zone, String after, String next) {
        assertThat(Schedule.parse(schedule, ZoneId.of(zone)).next(Instant.parse(after)))
                .contains(Instant.parse(next));
    }

    @Test
    void aTimeThatNeverComesIsNotLookedForForEver() {
        assertThat(Schedule.parse("0 0 31 2 *", ZoneId.of("UTC")).next(Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void ofManyMissedTimesTheLatestIsStarted() {
        Schedule schedule = Schedule.parse("* * * * *", ZoneId.of("UTC"));
        Instant since = ZonedDateTime.parse("2020-01-01T00:00:30Z").toInstant();
        Missed missed = Missed.between(schedule, since, Instant.parse("2026-03-01T10:00:30Z"));
        assertThat(missed.tooMany()).isTrue();
        assertThat(missed.latest()).contains(Instant.parse("2026-03-01T10:00:00Z"));
        Missed one =
                Missed.between(schedule, Instant.parse("2026-03-01T09:59:30Z"), Instant.parse("2026-03-01T10:00:30Z"));
        assertThat(one).isEqualTo(new Missed(java.util.Optional.of(Instant.parse("2026-03-01T10:00:00Z")), false));
        assertThat(Missed.between(
                                schedule, Instant.parse("2026-03-01T10:00:00Z"), Instant.parse("2026-03-01T10:00:30Z"))
                        .latest())
                .isEmpty();
    }
}
