package io.coxswain.controlplane.scheduler;

import static io.coxswain.controlplane.scheduler.PlacementTest.node;
import static io.coxswain.controlplane.scheduler.PlacementTest.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.plugin.ClusterEvent;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SchedulingQueueTest {
    private final SchedulingQueue queue = new SchedulingQueue(SchedulerPlugins.FILTERS);
    private final ClusterSnapshot snapshot = new ClusterSnapshot();

    @Test
    void higherPriorityFirstThenOlder() throws Exception {
        queue.put(pod("first", "1"), false);
        queue.put(pod("second", "1"), false);
        PodInfo urgent = PodInfo.of(new PodBuilder(pod("urgent", "1").pod())
                .editSpec()
                .withPriority(100)
                .endSpec()
                .build());
        queue.put(urgent, false);
        assertThat(queue.take().uid()).isEqualTo("urgent");
        assertThat(queue.take().uid()).isEqualTo("first");
        assertThat(queue.take().uid()).isEqualTo("second");
    }

    @Test
    void anUnschedulablePodWaitsForAHappeningThatMayHelp() throws Exception {
        queue.put(pod("web", "2"), false);
        queue.take();
        queue.failed("web", Set.of("NodeResourcesFit"));
        var next = CompletableFuture.supplyAsync(this::take);
        queue.happened(
                new ClusterEvent.NodeAdded(snapshot.put(node("small", "1", "10").build())));
        assertThat(next.copy()
                        .completeOnTimeout("nothing", 1500, TimeUnit.MILLISECONDS)
                        .get())
                .isEqualTo("nothing");
        queue.happened(
                new ClusterEvent.NodeAdded(snapshot.put(node("large", "4", "10").build())));
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("web");
    }

    @Test
    void aHappeningDuringTheAttemptIsNotMissed() throws Exception {
        queue.put(pod("web", "2"), false);
        queue.take();
        queue.happened(
                new ClusterEvent.NodeAdded(snapshot.put(node("large", "4", "10").build())));
        queue.failed("web", Set.of("NodeResourcesFit"));
        assertThat(queue.take().uid()).isEqualTo("web");
    }

    @Test
    void aPodThatIsGoneIsNotGivenOut() throws Exception {
        queue.put(pod("gone", "1"), false);
        queue.put(pod("there", "1"), false);
        queue.remove("gone");
        assertThat(queue.take().uid()).isEqualTo("there");
        queue.remove("there");
        queue.failed("there", Set.of());
        queue.put(pod("next", "1"), false);
        assertThat(queue.take().uid()).isEqualTo("next");
    }

    private String take() {
        try {
            return queue.take().uid();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
