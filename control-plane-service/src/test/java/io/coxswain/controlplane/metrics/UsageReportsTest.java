package io.coxswain.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.metrics.UsageReports.Report;
import io.coxswain.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Nodes that answer, that fail and that never answer. */
class UsageReportsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final ConcurrentHashMap<String, Integer> asked = new ConcurrentHashMap<>();
    private final CountDownLatch never = new CountDownLatch(1);

    private final UsageReports reports = new UsageReports(
            node -> {
                asked.merge(node, 1, Integer::sum);
                if (node.equals("hangs")) never.await();
                if (node.equals("fails")) throw new IOException("no route");
                return Json.object().put("of", node);
            },
            () -> List.of("answers", "hangs", "fails"),
            now::get);

    @Test
    void aNodeThatDoesNotAnswerHoldsUpNobodyForLongAndIsAskedOnceAtATime() {
        Instant began = Instant.now();
        assertThat(reports.all()).extracting(Report::node).containsExactly("answers");
        reports.all();
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(9));
        assertThat(asked).containsEntry("hangs", 1).containsEntry("answers", 1).containsEntry("fails", 2);
        now.updateAndGet(at -> at.plusSeconds(6));
        reports.all();
        assertThat(asked).containsEntry("hangs", 1).containsEntry("answers", 2);
        never.countDown();
    }
}
