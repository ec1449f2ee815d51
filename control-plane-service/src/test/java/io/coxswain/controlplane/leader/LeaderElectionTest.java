package io.coxswain.controlplane.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Api;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Controller;
import io.coxswain.status.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Elections on a Lease of a real API server. */
class LeaderElectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectKey LEASE = new ObjectKey("kube-system", "kube-controller-manager");
    private static TestControlPlane controlPlane;
    private static Api api;

    /** A replica that tells what it does. */
    private static final class Replica implements AutoCloseable {
        final List<String> told = new CopyOnWriteArrayList<>();
        final List<Fence> terms = new CopyOnWriteArrayList<>();
        final AtomicBoolean cutOff = new AtomicBoolean();
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final LeaderElection election;

        Replica(String identity) {
            Api reached = (Api) java.lang.reflect.Proxy.newProxyInstance(
                    Api.class.getClassLoader(), new Class<?>[] {Api.class}, (_, method, arguments) -> {
                        if (cutOff.get()) throw ApiException.unavailable("cut off");
                        try {
                            return method.invoke(api, arguments);
                        } catch (java.lang.reflect.InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    });
            election = new LeaderElection(
                    reached,
                    new ElectionSettings(
                            LEASE.name(),
                            identity,
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(300)),
                    Clock.systemUTC(),
                    System::nanoTime,
                    meters,
                    this::term);
            election.start();
        }

        private Controller term(Fence fence) {
            terms.add(fence);
            return new Controller() {
                @Override
                public void start() {
                    told.add("start");
                }

                @Override
                public void close() {
                    told.add("close");
                }
            };
        }

        double status() {
            return meters.get("leader.election.master.status").gauge().value();
        }

        @Override
        public void close() {
            election.close();
        }
    }

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = controlPlane.api(User.CONTROLLERS);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    void oneLeadsAndHandsOverWhenItEnds() {
        try (var first = new Replica("first")) {
            await().atMost(PATIENCE).until(first.election::leads);
            try (var second = new Replica("second")) {
                await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> !second.election.leads());
                assertThat(first.status()).isEqualTo(1);
                assertThat(second.status()).isZero();
                first.election.close();
                assertThat(first.told).containsExactly("start", "close");
                await().atMost(PATIENCE).until(second.election::leads);
                ObjectNode lease = api.get(Kinds.LEASE, LEASE);
                assertThat(lease.path("spec").path("holderIdentity").asString(""))
                        .isEqualTo("second");
                assertThat(lease.path("spec").path("leaseTransitions").asInt()).isPositive();
            }
        }
    }

    @Test
    void aLeaderThatIsCutOffStopsBeforeAnotherBegins() {
        try (var first = new Replica("first")) {
            await().atMost(PATIENCE).until(first.election::leads);
            try (var second = new Replica("second")) {
                first.cutOff.set(true);
                await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> {
                    assertThat(first.election.leads() && second.election.leads())
                            .isFalse();
                    return second.election.leads();
                });
                assertThat(first.told).containsExactly("start", "close");
                var fenced = new FencedApi(api, first.terms.getFirst());
                assertThatThrownBy(() -> fenced.create(Kinds.CONFIG_MAP, Json.object()))
                        .isInstanceOf(ApiException.class)
                        .hasMessageContaining("no longer leads");
                assertThat(fenced.get(Kinds.LEASE, LEASE)).isNotNull();
                first.cutOff.set(false);
                second.election.close();
                await().atMost(PATIENCE).until(first.election::leads);
                assertThat(first.terms).hasSize(2);
            }
        }
    }
}
