package io.coxswain.controlplane.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Store;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests share the server by flow, through the real server with few seats. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FairnessTest {
    private static final int LOOPS = 200;

    private TestControlPlane cluster;

    @BeforeAll
    void start() {
        cluster = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers", false, "coxswain.control-plane.max-requests-in-flight", 40));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void aClientInALoopWith200ConnectionsDoesNotStarveAnother() throws Exception {
        AtomicBoolean looping = new AtomicBoolean(true);
        AtomicInteger looped = new AtomicInteger();
        try (HttpClient greedy = http1("greedy");
                HttpClient jane = http1("jane");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HttpRequest list = request("/openapi/v3/apis/apps/v1");
            for (int loop = 0; loop < LOOPS; loop++) {
                var _ = threads.submit(() -> {
                    while (looping.get()) {
                        greedy.send(list, BodyHandlers.discarding());
                        looped.incrementAndGet();
                    }
                    return "ended";
                });
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> looped.get() > LOOPS);

            List<Integer> answers = new ArrayList<>();
            int before = looped.get();
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = jane.sendAsync(request("/version"), BodyHandlers.ofString())
                        .get(20, java.util.concurrent.TimeUnit.SECONDS);
                answers.add(answer.statusCode());
            }
            int meanwhile = looped.get() - before;
            looping.set(false);
            assertThat(answers).as("none refused").containsOnly(200);
            assertThat(meanwhile).as("the loop went on").isPositive();
        }
        assertThat(cluster.context()
                        .getBean(MeterRegistry.class)
                        .get("apiserver.flowcontrol.dispatched.requests")
                        .tag("flow_schema", "global-default")
                        .counter()
                        .count())
                .isGreaterThan(LOOPS);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "admin, system:masters, get, '', pods, default, '', exempt",
                "jane, system:authenticated, get, '', '', -, /readyz, probes",
                "jane, system:authenticated, get, '', '', -, /version, global-default",
                "jane, system:authenticated, list, apps, deployments, -, '', global-default",
                "system:kube-scheduler, system:authenticated, update, coordination.k8s.io, leases, x, '', system-leader-election",
                "system:kube-scheduler, system:authenticated, create, '', pods/binding, x, '', kube-scheduler",
                "system:node:n1, system:nodes, patch, '', nodes/status, -, '', system-node-high",
                "system:node:n1, system:nodes, get, '', secrets, x, '', system-nodes",
                "system:serviceaccount:kube-system:a, system:serviceaccounts, list, '', pods, -, '', kube-system-service-accounts",
                "system:serviceaccount:shop:a, system:serviceaccounts, list, '', pods, shop, '', service-accounts",
                "nobody, none, list, '', pods, shop, '', -"
            })
    void theFirstSchemaThatMatchesCounts(
            String user,
            String group,
            String verb,
            String apiGroup,
            String resource,
            String namespace,
            String path,
            String schema) {
        var configuration =
                FlowConfiguration.of(cluster.context().getBean(Store.class).cached());
        var request = new FlowRequest(new User(user, List.of(group)), verb, apiGroup, resource, namespace, path);
        if (schema == null) {
            assertThat(configuration.schemas()).noneMatch(any -> any.matches(request));
        } else {
            assertThat(configuration.match(request).schema().name()).isEqualTo(schema);
        }
    }

    @Test
    void whereQueuesAreFullTheClientIsToldToComeBack() {
        FlowControl flows = cluster.context().getBean(FlowControl.class);
        var request = FlowRequest.onPath(new User("x", List.of("system:authenticated")), "get", "/version");
        List<FlowControl.Seat> taken = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            MeterRegistry meters = cluster.context().getBean(MeterRegistry.class);
            // Seats of the level, then six queues of fifty.
            for (int i = 0; i < 4; i++) taken.add(flows.enter(request));
            for (int i = 0; i < 300; i++) {
                var _ = threads.submit(() -> flows.enter(request).close());
            }
            await().until(() -> meters.get("apiserver.flowcontrol.current.inqueue.requests")
                            .tag("priority_level", "global-default")
                            .gauge()
                            .value()
                    == 300);
            try {
                flows.enter(request).close();
                assertThat(false).as("refused").isTrue();
            } catch (ApiException refused) {
                assertThat(refused.reason()).isEqualTo(Reason.TooManyRequests);
                assertThat(refused.retryAfterSeconds()).isPositive();
                assertThat(refused).hasMessage("Too many requests, please try again later.");
            } finally {
                taken.forEach(FlowControl.Seat::close);
            }
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(cluster.uri(path)).build();
    }

    /** One connection for each request under way. */
    private HttpClient http1(String user) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(cluster.sslContext(user))
                .build();
    }
}
