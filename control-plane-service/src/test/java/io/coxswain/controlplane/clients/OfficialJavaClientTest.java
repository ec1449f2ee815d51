package io.coxswain.controlplane.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.reflect.TypeToken;
import io.coxswain.controlplane.TestControlPlane;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kubernetes' own Java client, which refuses answers with a field too many or too few. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialJavaClientTest {
    private TestControlPlane controlPlane;
    private ApiClient client;
    private CoreV1Api core;

    @BeforeAll
    void start() throws IOException {
        controlPlane = TestControlPlane.start();
        client = Config.fromConfig(controlPlane.kubeconfig().toString());
        client.setReadTimeout(0);
        core = new CoreV1Api(client);
    }

    @AfterAll
    void stop() {
        client.getHttpClient().connectionPool().evictAll();
        controlPlane.close();
    }

    @Test
    void createsReadsReplacesPatchesAndDeletes() throws ApiException {
        V1ConfigMap created = core.createNamespacedConfigMap("default", configMap("typed", "1"))
                .execute();
        assertThat(requireNonNull(created.getMetadata()).getUid()).isNotEmpty();
        created.setData(Map.of("k", "2"));
        assertThat(core.replaceNamespacedConfigMap("typed", "default", created)
                        .execute()
                        .getData())
                .containsEntry("k", "2");
        V1ConfigMap patched = PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap("typed", "default", new V1Patch("{\"data\":{\"k\":\"3\"}}"))
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                client);
        assertThat(patched.getData()).containsEntry("k", "3");
        assertThatThrownBy(() -> core.replaceNamespacedConfigMap("typed", "default", created)
                        .execute())
                .isInstanceOfSatisfying(
                        ApiException.class,
                        failure -> assertThat(failure.getCode()).isEqualTo(409));
        assertThat(core.listNamespacedConfigMap("default")
                        .fieldSelector("metadata.name=typed")
                        .execute()
                        .getItems())
                .hasSize(1);
        core.deleteNamespacedConfigMap("typed", "default").execute();
        assertThatThrownBy(
                        () -> core.readNamespacedConfigMap("typed", "default").execute())
                .isInstanceOfSatisfying(
                        ApiException.class,
                        failure -> assertThat(failure.getCode()).isEqualTo(404));
    }

    @Test
    void readsWhatTheServerCompletes() throws ApiException {
        var apps = new AppsV1Api(client);
        V1Deployment deployment = new V1Deployment()
                .metadata(new V1ObjectMeta().name("typed"))
                .spec(new V1DeploymentSpec()
                        .replicas(2)
                        .selector(new V1LabelSelector().matchLabels(Map.of("app", "typed")))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().labels(Map.of("app", "typed")))
                                .spec(new V1PodSpec()
                                        .containers(List.of(
                                                new V1Container().name("main").image("busybox:1.36"))))));
        V1Deployment created =
                apps.createNamespacedDeployment("default", deployment).execute();
        assertThat(requireNonNull(requireNonNull(created.getSpec()).getStrategy())
                        .getType())
                .isEqualTo("RollingUpdate");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(core.listNamespacedPod("default")
                                .labelSelector("app=typed")
                                .execute()
                                .getItems())
                        .hasSize(2));
        assertThat(apps.listNamespacedReplicaSet("default").execute().getItems())
                .hasSize(1);
        assertThat(core.listNamespacedEvent("default").execute().getItems()).isNotEmpty();
        assertThat(core.listNode().execute().getItems()).isEmpty();
        assertThat(core.listNamespace().execute().getItems()).hasSizeGreaterThan(3);
        apps.deleteNamespacedDeployment("typed", "default").execute();
    }

    @Test
    void watches() throws ApiException, IOException {
        String from = requireNonNull(
                        core.listNamespacedConfigMap("kube-public").execute().getMetadata())
                .getResourceVersion();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(
                client,
                core.listNamespacedConfigMap("kube-public")
                        .watch(true)
                        .resourceVersion(from)
                        .fieldSelector("metadata.name=watched")
                        .timeoutSeconds(30)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            core.createNamespacedConfigMap("kube-public", configMap("watched", "1"))
                    .execute();
            Watch.Response<V1ConfigMap> added = watch.next();
            assertThat(added.type).isEqualTo("ADDED");
            assertThat(added.object.getData()).containsEntry("k", "1");
            core.deleteNamespacedConfigMap("watched", "kube-public").execute();
            assertThat(watch.next().type).isEqualTo("DELETED");
        }
    }

    @Test
    void informersKnowWhatThereIsAndWhatComes() throws ApiException {
        List<String> told = new CopyOnWriteArrayList<>();
        core.createNamespacedConfigMap("kube-node-lease", configMap("early", "1"))
                .execute();
        var factory = new SharedInformerFactory(client);
        SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(
                parameters -> core.listNamespacedConfigMap("kube-node-lease")
                        .resourceVersion(parameters.resourceVersion)
                        .timeoutSeconds(parameters.timeoutSeconds)
                        .watch(parameters.watch)
                        .buildCall(null),
                V1ConfigMap.class,
                V1ConfigMapList.class);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                told.add("+" + name(map));
            }

            @Override
            public void onUpdate(V1ConfigMap before, V1ConfigMap map) {
                told.add("~" + name(map));
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                told.add("-" + name(map));
            }
        });
        factory.startAllRegisteredInformers();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> told.contains("+early"));
            core.createNamespacedConfigMap("kube-node-lease", configMap("late", "1"))
                    .execute();
            core.deleteNamespacedConfigMap("early", "kube-node-lease").execute();
            await().atMost(Duration.ofSeconds(30)).until(() -> told.containsAll(List.of("+late", "-early")));
            assertThat(informer.getIndexer().getByKey("kube-node-lease/late")).isNotNull();
        } finally {
            factory.stopAllRegisteredInformers(true);
        }
    }

    private static @Nullable String name(V1ConfigMap map) {
        return requireNonNull(map.getMetadata()).getName();
    }

    private static V1ConfigMap configMap(String name, String value) {
        return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).data(Map.of("k", value));
    }
}
