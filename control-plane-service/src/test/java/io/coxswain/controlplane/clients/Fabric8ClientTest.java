package io.coxswain.controlplane.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What operators in Java do with fabric8's client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Fabric8ClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestControlPlane controlPlane;
    private KubernetesClient client;

    @BeforeAll
    void start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        // A port of its own, so that clients find it again after a restart.
        controlPlane = TestControlPlane.start(
                Map.of("coxswain.control-plane.port", port, "coxswain.control-plane.controllers", false));
        client = client();
    }

    @AfterAll
    void stop() {
        client.close();
        controlPlane.close();
    }

    @Test
    void patchesInEveryWay() {
        var maps = client.configMaps().inNamespace("default");
        maps.resource(configMap("patched", "k", "1")).create();
        var patched = maps.withName("patched");
        assertThat(patched.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"m\":\"2\"}}")
                        .getData())
                .containsOnly(Map.entry("k", "1"), Map.entry("m", "2"));
        assertThat(patched.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"k\":null}}")
                        .getData())
                .containsOnly(Map.entry("m", "2"));
        assertThat(patched.patch(
                                PatchContext.of(PatchType.JSON),
                                "[{\"op\":\"add\",\"path\":\"/data/j\",\"value\":\"3\"}]")
                        .getData())
                .containsEntry("j", "3");
        assertThat(patched.edit(map ->
                                new ConfigMapBuilder(map).removeFromData("j").build())
                        .getData())
                .doesNotContainKey("j");
    }

    @Test
    void anOldVersionIsRefused() {
        var maps = client.configMaps().inNamespace("default");
        ConfigMap old = maps.resource(configMap("locked", "k", "1")).create();
        maps.withName("locked")
                .edit(map -> new ConfigMapBuilder(map).addToData("k", "2").build());
        assertThatThrownBy(() -> maps.resource(old)
                        .lockResourceVersion(old.getMetadata().getResourceVersion())
                        .update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        failure -> assertThat(failure.getCode()).isEqualTo(409));
    }

    @Test
    void informersGoOnAfterARestartOfTheServer() {
        List<String> told = new CopyOnWriteArrayList<>();
        var maps = client.configMaps().inNamespace("default");
        maps.resource(configMap("before", "k", "1")).create();
        try (SharedIndexInformer<ConfigMap> informer = maps.inform()) {
            informer.addEventHandler(new io.fabric8.kubernetes.client.informers.ResourceEventHandler<>() {
                @Override
                public void onAdd(ConfigMap map) {
                    told.add("+" + map.getMetadata().getName());
                }

                @Override
                public void onUpdate(ConfigMap before, ConfigMap map) {
                    told.add("~" + map.getMetadata().getName() + map.getData());
                }

                @Override
                public void onDelete(ConfigMap map, boolean unknown) {
                    told.add("-" + map.getMetadata().getName());
                }
            });
            await().atMost(PATIENCE).until(() -> told.contains("+before"));
            controlPlane.restart();
            maps.withName("before")
                    .edit(map -> new ConfigMapBuilder(map).addToData("k", "2").build());
            await().atMost(PATIENCE).until(() -> told.contains("~before{k=2}"));
            maps.withName("before").delete();
            await().atMost(PATIENCE).until(() -> told.contains("-before"));
            assertThat(informer.getIndexer().getByKey("default/before")).isNull();
        }
    }

    @Test
    void oneLeaderAtATimeIsElected() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (KubernetesClient other = client()) {
            Future<?> first = elect(client, "first", told);
            await().atMost(PATIENCE).until(() -> told.contains("first leads"));
            Future<?> second = elect(other, "second", told);
            assertThat(told).doesNotContain("second leads");
            assertThat(client.leases()
                            .inNamespace("default")
                            .withName("election")
                            .get()
                            .getSpec()
                            .getHolderIdentity())
                    .isEqualTo("first");
            first.cancel(true);
            await().atMost(PATIENCE).until(() -> told.contains("second leads"));
            assertThat(told).containsSubsequence("first leads", "first stops", "second leads");
            second.cancel(true);
        }
    }

    private static Future<?> elect(KubernetesClient client, String name, List<String> told) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(new LeaseLock("default", "election", name))
                        .withLeaseDuration(Duration.ofSeconds(3))
                        .withRenewDeadline(Duration.ofSeconds(2))
                        .withRetryPeriod(Duration.ofMillis(200))
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                () -> told.add(name + " leads"), () -> told.add(name + " stops"), _ -> {}))
                        .build())
                .build()
                .start();
    }

    private KubernetesClient client() throws IllegalStateException {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(controlPlane.kubeconfig())))
                    .build();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static ConfigMap configMap(String name, String key, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData(key, value)
                .build();
    }
}
