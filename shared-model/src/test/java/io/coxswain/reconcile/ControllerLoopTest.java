package io.coxswain.reconcile;

import static io.coxswain.reconcile.ScriptedApi.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.WatchEvent;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ControllerLoopTest {
    private final ScriptedApi api = new ScriptedApi();
    private final List<String> passes = new CopyOnWriteArrayList<>();

    @Test
    void retriesExceptionsAndErrorsLooksAgainAndForgets() {
        api.state("5", configMap("a", "3"));
        var failing = new AtomicInteger(2);
        var checked = new AtomicBoolean();
        try (var informers = new SharedInformers(api);
                var loop = loop(informers, desired -> {
                    passes.add(desired.getMetadata().getResourceVersion());
                    int left = failing.getAndDecrement();
                    if (left == 2) throw new StackOverflowError("an Error");
                    if (left == 1) throw new IllegalStateException("an exception");
                    return checked.compareAndSet(false, true)
                            ? Outcome.checkAgain(Duration.ofMillis(1), "nobody tells")
                            : Outcome.settled();
                })) {
            loop.start();
            await().untilAsserted(() -> assertThat(passes).containsExactly("3", "3", "3", "3"));
            api.tell(WatchEvent.Type.DELETED, configMap("a", "9"));
            await().untilAsserted(() -> assertThat(passes).containsExactly("3", "3", "3", "3", "forgotten default/a"));
        }
    }

    @Test
    void closeInterruptsAPassThatHangs() throws Exception {
        api.state("5", configMap("a", "3"));
        var hanging = new CountDownLatch(1);
        try (var informers = new SharedInformers(api);
                var loop = loop(informers, _ -> {
                    hanging.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        passes.add("ended");
                    }
                    return Outcome.settled();
                })) {
            loop.start();
            hanging.await();
        }
        assertThat(passes).containsExactly("ended");
    }

    private interface Pass {
        Outcome of(ConfigMap desired) throws Exception;
    }

    private ControllerLoop<ConfigMap> loop(Informers informers, Pass pass) {
        var reconciler = new Reconciler<ConfigMap>() {
            @Override
            public Watches<ConfigMap> watches() {
                return Watches.of(Kinds.CONFIG_MAP);
            }

            @Override
            public Outcome reconcile(ConfigMap desired) throws Exception {
                return pass.of(desired);
            }

            @Override
            public Outcome forget(ObjectKey key) {
                passes.add("forgotten " + key);
                return Outcome.settled();
            }
        };
        return new ControllerLoop<>(
                reconciler, informers, ControllerLoop.Settings.of("test"), new SimpleMeterRegistry());
    }
}
