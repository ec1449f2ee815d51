package io.coxswain.controlplane.scheduler;

import static io.coxswain.controlplane.scheduler.TestCluster.nodeObject;
import static io.coxswain.controlplane.scheduler.TestCluster.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.SchedulingQueue.Place;
import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SchedulingQueueTest {
    private static final String TWO_CPUS =
            "{'spec': {'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '2'}}}]}}";

    private final AtomicLong nanos = new AtomicLong();
    private final SchedulingQueue queue = new SchedulingQueue(
            new Profiles(List.of(new Profile("default-scheduler", new TestCluster().plugins, Map.of()))), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String take() throws InterruptedException {
        return queue.take().pod().uid();
    }

    private static ClusterEvent added(String cpu) {
        return ClusterEvent.NodeAdded.of(nodeObject("node", "{'status': {'allocatable': {'cpu': '" + cpu + "'}}}"));
    }

    @Test
    void higherPriorityFirstThenOlder() throws Exception {
        queue.put(pod("first", ""), false);
        queue.put(pod("second", ""), false);
        queue.put(pod("urgent", "{'spec': {'priority': 100}}"), false);
        assertThat(List.of(take(), take(), take())).containsExactly("urgent", "first", "second");
    }

    @Test
    void anUnschedulablePodWaitsForAHappeningThatMayHelp() throws Exception {
        queue.put(pod("web", TWO_CPUS), false);
        take();
        queue.failed("web", Set.of("NodeResourcesFit"));
        assertThat(queue.placeOf("web")).contains(Place.UNSCHEDULABLE);
        queue.happened(added("1"));
        queue.happened(new ClusterEvent.NamespaceChanged("default"));
        assertThat(queue.placeOf("web")).contains(Place.UNSCHEDULABLE);
        queue.happened(added("4"));
        assertThat(queue.placeOf("web")).contains(Place.BACK_OFF);
        pass(Duration.ofSeconds(1));
        assertThat(take()).isEqualTo("web");
    }

    @Test
    void theBackOffCountsFromTheFailureAndDoubles() throws Exception {
        queue.put(pod("web", TWO_CPUS), false);
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            take();
            queue.failed("web", Set.of("NodeResourcesFit"));
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            queue.happened(added("4"));
            assertThat(queue.placeOf("web")).contains(Place.BACK_OFF);
            pass(Duration.ofMillis(1));
        }
        take();
        queue.failed("web", Set.of("NodeResourcesFit"));
        pass(Duration.ofSeconds(11));
        queue.happened(added("4"));
        assertThat(queue.placeOf("web")).contains(Place.ACTIVE);
    }

    @Test
    void afterFiveMinutesAnyPodIsTriedAgain() throws Exception {
        queue.put(pod("web", TWO_CPUS), false);
        take();
        queue.failed("web", Set.of("NodeResourcesFit"));
        pass(Duration.ofMinutes(5));
        assertThat(take()).isEqualTo("web");
    }

    @Test
    void aHappeningDuringTheAttemptIsNotMissed() throws Exception {
        queue.put(pod("web", TWO_CPUS), false);
        take();
        queue.happened(added("1"));
        queue.failed("web", Set.of("NodeResourcesFit"));
        assertThat(queue.placeOf("web")).contains(Place.UNSCHEDULABLE);
        pass(Duration.ofMinutes(5));
        take();
        queue.happened(added("4"));
        queue.failed("web", Set.of("NodeResourcesFit"));
        assertThat(queue.placeOf("web")).contains(Place.BACK_OFF);
    }

    @Test
    void aGatedPodWaitsUntilItsGatesAreGone() throws Exception {
        queue.put(pod("web", "{'spec': {'schedulingGates': [{'name': 'example.com/gate'}]}}"), false);
        queue.happened(added("4"));
        pass(Duration.ofMinutes(6));
        assertThat(queue.sizes()).containsEntry(Place.GATED, 1).containsEntry(Place.ACTIVE, 0);
        queue.put(pod("web", ""), true);
        assertThat(take()).isEqualTo("web");
    }

    @Test
    void aPodThatIsGoneIsNotGivenOut() throws Exception {
        queue.put(pod("gone", ""), false);
        queue.put(pod("there", ""), false);
        queue.remove("gone");
        assertThat(take()).isEqualTo("there");
        queue.remove("there");
        queue.failed("there", Set.of());
        queue.put(pod("next", ""), false);
        assertThat(take()).isEqualTo("next");
        assertThat(queue.placeOf("there")).isEmpty();
    }
}
