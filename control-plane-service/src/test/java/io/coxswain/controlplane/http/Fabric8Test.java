package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.controlplane.TestControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A Java client as it is used, with its watch over a WebSocket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Fabric8Test {
    private TestControlPlane controlPlane;
    private KubernetesClient client;

    @BeforeAll
    void start() throws IOException {
        controlPlane = TestControlPlane.startWithoutControllers();
        Config config = Config.fromKubeconfig(Files.readString(controlPlane.kubeconfig()));
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    void stop() {
        client.close();
        controlPlane.close();
    }

    @Test
    void createsEditsWatchesAndDeletes() throws InterruptedException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        var maps = client.configMaps().inNamespace("default");
        try (var watch = maps.withName("c").watch(recorder(events))) {
            maps.resource(configMap("c", "1")).create();
            assertThat(poll(events)).isEqualTo("ADDED 1");
            ConfigMap edited = maps.withName("c")
                    .edit(map -> new ConfigMapBuilder(map).addToData("k", "2").build());
            assertThat(edited.getData()).containsEntry("k", "2");
            assertThat(poll(events)).isEqualTo("MODIFIED 2");
            maps.resource(configMap("c", "3")).update();
            assertThat(poll(events)).isEqualTo("MODIFIED 3");
            maps.withName("c").delete();
            assertThat(poll(events)).isEqualTo("DELETED 3");
            assertThat(watch).isNotNull();
        }
        assertThatThrownBy(() -> maps.resource(configMap("C", "1")).create())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        failure -> assertThat(failure.getCode()).isEqualTo(422));
    }

    @Test
    void deletesPodsWithGraceOnceTheyAreBound() {
        var pods = client.pods().inNamespace("default");
        pods.resource(pod("free", null)).create();
        assertThat(pods.withName("free").delete()).hasSize(1);
        assertThat(pods.withName("free").get()).isNull();

        Pod bound = pods.resource(pod("bound", "n1")).create();
        assertThat(bound.getSpec().getRestartPolicy()).isEqualTo("Always");
        assertThat(bound.getStatus().getPhase()).isEqualTo("Pending");
        pods.withName("bound").delete();
        Pod terminating = pods.withName("bound").get();
        assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(terminating.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30L);
        pods.withName("bound").withGracePeriod(0).delete();
        assertThat(pods.withName("bound").get()).isNull();
    }

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withData(Map.of("k", value))
                .build();
    }

    private static Pod pod(String name, @Nullable String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("c")
                .withImage("busybox:1.36")
                .endContainer()
                .endSpec()
                .build();
    }

    private static Watcher<ConfigMap> recorder(BlockingQueue<String> events) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                events.add(action + " " + map.getData().get("k"));
            }

            @Override
            public void onClose(@Nullable WatcherException cause) {
                if (cause != null) events.add("closed: " + cause.getMessage());
            }
        };
    }

    private static String poll(BlockingQueue<String> events) throws InterruptedException {
        return Objects.requireNonNullElse(events.poll(10, TimeUnit.SECONDS), "nothing");
    }
}
