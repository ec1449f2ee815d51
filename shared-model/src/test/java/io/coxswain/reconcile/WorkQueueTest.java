package io.coxswain.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void handsOutAKeyOnceAndAgainOnlyWhenItsPassHasEnded() throws Exception {
        var queue = queue(100);
        queue.add("a");
        queue.add("a");
        assertThat(queue.take()).isEqualTo("a");
        queue.add("a");
        queue.add("b");
        assertThat(queue.take()).isEqualTo("b");
        assertThat(queue.depth()).isEqualTo(1);
        queue.done("a", true);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.depth()).isZero();
    }

    @Test
    void theSoonerOfTwoTimesCounts() throws Exception {
        var queue = queue(100);
        queue.addAfter("later", Duration.ofHours(1));
        queue.addAfter("sooner", Duration.ofMillis(30));
        queue.addAfter("later", Duration.ofMillis(1));
        queue.addAfter("later", Duration.ofHours(2));
        assertThat(queue.take()).isEqualTo("later");
        assertThat(queue.take()).isEqualTo("sooner");
    }

    @Test
    void retriesBackOffAndCount() throws Exception {
        var queue = queue(100);
        queue.add("a");
        for (int failure = 1; failure <= 4; failure++) {
            queue.take();
            queue.retry("a");
            queue.done("a", false);
        }
        long before = System.nanoTime();
        queue.take();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(25));
        assertThat(meters.get("workqueue.retries").counter().count()).isEqualTo(4);
        assertThat(meters.get("workqueue.adds").counter().count()).isEqualTo(5);
    }

    @Test
    void addBlocksAtTheLimitUntilAWorkerTakes() throws Exception {
        var queue = queue(2);
        queue.add("a");
        queue.add("b");
        var added = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            queue.add("c");
            added.countDown();
        });
        queue.add("a");
        assertThat(added.await(50, TimeUnit.MILLISECONDS)).isFalse();
        queue.take();
        assertThat(added.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void neverGivesAKeyToTwoWorkersAndLosesNone() {
        var queue = new WorkQueue<Integer>(
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), 1000, new WorkQueueMetrics(meters, "test"));
        var atWork = ConcurrentHashMap.<Integer>newKeySet();
        var passes = new ConcurrentHashMap<Integer, Integer>();
        var clashes = new AtomicInteger();
        var workers = new ArrayList<Thread>();
        for (int worker = 0; worker < 8; worker++) {
            workers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        int key = queue.take();
                        if (!atWork.add(key)) clashes.incrementAndGet();
                        int pass = passes.merge(key, 1, Integer::sum);
                        LockSupport.parkNanos(1_000); // gives other workers the chance to clash
                        atWork.remove(key);
                        if (pass % 3 == 1) queue.retry(key);
                        queue.done(key, pass % 3 != 1);
                    }
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (int key = 0; key < 500; key++) queue.add(key);
        await().untilAsserted(() -> {
            assertThat(passes).hasSize(500);
            assertThat(passes.values()).allMatch(count -> count == 2);
        });
        workers.forEach(Thread::interrupt);
        assertThat(clashes).hasValue(0);
    }

    @Test
    void backoffDoublesUpToItsCap() {
        var backoff = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1000));
        assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(5));
        assertThat(backoff.delay(4)).isEqualTo(Duration.ofMillis(40));
        assertThat(backoff.delay(18)).isEqualTo(Duration.ofMillis(655_360));
        assertThat(backoff.delay(19)).isEqualTo(Duration.ofSeconds(1000));
        assertThat(backoff.delay(100_000)).isEqualTo(Duration.ofSeconds(1000));
        assertThat(backoff.jittered(3)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private WorkQueue<String> queue(int capacity) {
        return new WorkQueue<>(
                new Backoff(Duration.ofMillis(4), Duration.ofMillis(100)), capacity, new WorkQueueMetrics(meters, "q"));
    }
}
