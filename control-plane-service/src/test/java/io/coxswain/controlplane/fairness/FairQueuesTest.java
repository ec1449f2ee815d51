package io.coxswain.controlplane.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.fairness.FairQueues.Answer;
import io.coxswain.controlplane.fairness.FairQueues.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a seat when there are more requests than seats. */
class FairQueuesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final long BUSY = 1;
    private static final long QUIET = 7;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> seated = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aFlowOfManyRequestsDoesNotHoldUpAnother() {
        var queues = new FairQueues(queueing(64, 1, 100), 1);
        Answer.Seat first = seat(queues, BUSY);
        for (int i = 0; i < 50; i++) enter(queues, BUSY, "busy");
        await().until(() -> queues.waiting() == 50);
        enter(queues, QUIET, "quiet");
        await().until(() -> queues.waiting() == 51);

        queues.leave(first, Duration.ofMillis(100).toNanos());

        await().until(() -> seated.size() == 51);
        assertThat(seated.indexOf("quiet")).isLessThan(3);
        assertThat(queues.inUse()).isZero();
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        var queues = new FairQueues(queueing(1, 1, 1), 1);
        seat(queues, BUSY);
        enter(queues, BUSY, "waits");
        await().until(() -> queues.waiting() == 1);

        assertThat(queues.enter(BUSY, LONG)).isEqualTo(new Answer.Refused(Refusal.QUEUE_FULL));
    }

    @Test
    void aLevelWithoutQueuesRefusesWhatFindsNoSeat() {
        var queues = new FairQueues(queueing(0, 1, 0), 1);
        Answer.Seat seat = seat(queues, BUSY);
        assertThat(queues.enter(QUIET, LONG)).isEqualTo(new Answer.Refused(Refusal.CONCURRENCY_LIMIT));
        queues.leave(seat, 0);
        assertThat(queues.enter(QUIET, LONG)).isInstanceOf(Answer.Seat.class);
    }

    @Test
    void whoWaitsTooLongIsRefusedAndLeavesNoTrace() {
        var queues = new FairQueues(queueing(1, 1, 5), 1);
        Answer.Seat seat = seat(queues, BUSY);
        assertThat(queues.enter(QUIET, Duration.ofMillis(20))).isEqualTo(new Answer.Refused(Refusal.TIME_OUT));
        assertThat(queues.waiting()).isZero();
        queues.leave(seat, 0);
        assertThat(queues.inUse()).isZero();
    }

    @Test
    void moreSeatsSeatWhoWaitsAndFewerQueuesLoseNobody() {
        var queues = new FairQueues(queueing(8, 8, 50), 1);
        Answer.Seat seat = seat(queues, BUSY);
        for (int i = 0; i < 20; i++) enter(queues, i, "waits");
        await().until(() -> queues.waiting() == 20);

        queues.configure(queueing(2, 2, 50), 3);

        await().until(() -> seated.size() == 20);
        queues.leave(seat, 0);
        assertThat(queues.inUse()).isZero();
    }

    private void enter(FairQueues queues, long flow, String name) {
        var _ = threads.submit(() -> {
            Answer.Seat seat = seat(queues, flow);
            seated.add(name);
            queues.leave(seat, Duration.ofMillis(10).toNanos());
        });
    }

    private static Answer.Seat seat(FairQueues queues, long flow) {
        return (Answer.Seat) queues.enter(flow, LONG);
    }

    private static PriorityLevel queueing(int queues, int hand, int length) {
        return new PriorityLevel("test", "", false, 1, queues, hand, length);
    }
}
