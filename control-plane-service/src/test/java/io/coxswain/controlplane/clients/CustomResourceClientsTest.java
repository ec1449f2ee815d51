package io.coxswain.controlplane.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Custom resources as classes of their users, and server-side apply, as the Java clients do them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomResourceClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: tugs.yard.example.com}
            spec:
              group: yard.example.com
              scope: Namespaced
              names: {kind: Tug, plural: tugs, singular: tug, listKind: TugList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources:
                    status: {}
                    scale: {specReplicasPath: .spec.engines, statusReplicasPath: .status.running}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          properties:
                            engines: {type: integer, minimum: 1, default: 2}
                            name: {type: string}
                        status: {type: object, properties: {running: {type: integer}}}
            """;

    private TestControlPlane controlPlane;
    private KubernetesClient fabric8;
    private ApiClient official;

    @BeforeAll
    void start() throws IOException {
        controlPlane = TestControlPlane.start();
        fabric8 = new KubernetesClientBuilder()
                .withConfig(
                        io.fabric8.kubernetes.client.Config.fromKubeconfig(Files.readString(controlPlane.kubeconfig())))
                .build();
        official = Config.fromConfig(controlPlane.kubeconfig().toString());
        var definition = fabric8.apiextensions().v1().customResourceDefinitions();
        definition
                .load(new java.io.ByteArrayInputStream(DEFINITION.getBytes(StandardCharsets.UTF_8)))
                .create();
        definition
                .withName("tugs.yard.example.com")
                .waitUntilCondition(
                        tug -> tug != null
                                && tug.getStatus() != null
                                && tug.getStatus().getConditions().stream()
                                        .anyMatch(each -> each.getType().equals("Established")
                                                && each.getStatus().equals("True")),
                        10,
                        TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() {
        fabric8.close();
        official.getHttpClient().connectionPool().evictAll();
        controlPlane.close();
    }

    @Test
    void fabric8KnowsTheUsersClass() {
        var tugs = fabric8.resources(Tug.class).inNamespace("default");
        try (var informer = tugs.inform()) {
            Tug created = tugs.resource(tug("first", "Hilda")).create();
            assertThat(created.getSpec().engines).isEqualTo(2);
            Tug edited = tugs.withName("first").edit(tug -> {
                tug.getSpec().engines = 3;
                return tug;
            });
            assertThat(edited.getMetadata().getGeneration()).isEqualTo(2);
            Tug told = tugs.withName("first").editStatus(tug -> {
                tug.setStatus(new Tug.Status());
                tug.getStatus().running = 1;
                return tug;
            });
            assertThat(told.getMetadata().getGeneration()).isEqualTo(2);
            assertThat(told.getStatus().running).isEqualTo(1);
            assertThat(tugs.withName("first").scale(5).getSpec().engines).isEqualTo(5);
            await().atMost(PATIENCE).untilAsserted(() -> {
                Tug known = informer.getIndexer().getByKey("default/first");
                assertThat(known.getSpec().engines).isEqualTo(5);
                assertThat(known.getStatus().running).isEqualTo(1);
            });
            assertThatThrownBy(() -> tugs.withName("first").edit(tug -> {
                        tug.getSpec().engines = 0;
                        return tug;
                    }))
                    .isInstanceOfSatisfying(KubernetesClientException.class, failure -> {
                        assertThat(failure.getCode()).isEqualTo(422);
                        assertThat(failure.getStatus().getDetails().getCauses())
                                .singleElement()
                                .satisfies(cause -> assertThat(cause.getMessage())
                                        .isEqualTo("Invalid value: 0: spec.engines in body should be greater"
                                                + " than or equal to 1"));
                    });
            tugs.withName("first").delete();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(informer.getIndexer().getByKey("default/first"))
                            .isNull());
        }
    }

    @Test
    void fabric8AppliesOnTheServer() {
        var maps = fabric8.configMaps().inNamespace("default");
        ConfigMap first = maps.resource(configMap("k", "1")).fieldManager("one").serverSideApply();
        assertThat(first.getMetadata().getManagedFields()).singleElement().satisfies(entry -> {
            assertThat(entry.getManager()).isEqualTo("one");
            assertThat(entry.getOperation()).isEqualTo("Apply");
        });
        assertThatThrownBy(() ->
                        maps.resource(configMap("k", "2")).fieldManager("two").serverSideApply())
                .isInstanceOfSatisfying(KubernetesClientException.class, failure -> {
                    assertThat(failure.getCode()).isEqualTo(409);
                    assertThat(failure.getStatus().getDetails().getCauses())
                            .singleElement()
                            .satisfies(cause -> {
                                assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
                                assertThat(cause.getField()).isEqualTo(".data.k");
                            });
                });
        assertThat(maps.resource(configMap("k", "2"))
                        .fieldManager("two")
                        .forceConflicts()
                        .serverSideApply()
                        .getData())
                .containsEntry("k", "2");
        Tug applied =
                fabric8.resource(tug("applied", "Otto")).inNamespace("default").serverSideApply();
        assertThat(applied.getSpec().name).isEqualTo("Otto");
        applied.getMetadata().setManagedFields(null);
        applied.getSpec().name = "Olga";
        assertThat(fabric8.resource(applied).serverSideApply().getSpec().name).isEqualTo("Olga");
    }

    @Test
    void theOfficialClientKnowsTheUsersClass() throws Exception {
        var api =
                new GenericKubernetesApi<>(Launch.class, LaunchList.class, "yard.example.com", "v1", "tugs", official);
        var launch = new Launch();
        launch.metadata = new V1ObjectMeta().name("launch").namespace("default");
        launch.spec.name = "Emma";
        Launch created = api.create(launch).throwsApiException().getObject();
        assertThat(created.spec.engines).isEqualTo(2);
        created.spec.engines = 4;
        Launch updated = api.update(created).throwsApiException().getObject();
        assertThat(requireNonNull(updated.getMetadata()).getGeneration()).isEqualTo(2);
        // The client replaces the status, so there must be one.
        fabric8.resources(Tug.class).inNamespace("default").withName("launch").editStatus(tug -> {
            tug.setStatus(new Tug.Status());
            return tug;
        });
        Launch told = api.updateStatus(updated, _ -> new Launch.Status(3))
                .throwsApiException()
                .getObject();
        assertThat(requireNonNull(told.status).running).isEqualTo(3);
        assertThat(api.list("default").throwsApiException().getObject().getItems())
                .extracting(each -> requireNonNull(each.getMetadata()).getName())
                .contains("launch");
        assertThat(api.delete("default", "launch").throwsApiException().isSuccess())
                .isTrue();
        assertThat(api.get("default", "launch").getHttpStatusCode()).isEqualTo(404);
    }

    private static Tug tug(String name, String called) {
        var tug = new Tug();
        tug.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        tug.setSpec(new Tug.Spec());
        tug.getSpec().name = called;
        return tug;
    }

    private static ConfigMap configMap(String key, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("shared")
                .endMetadata()
                .addToData(key, value)
                .build();
    }

    /** The official client's form of a custom resource: fields that Gson reads. */
    static final class Launch implements KubernetesObject {
        static final class Spec {
            @Nullable Integer engines;

            @Nullable String name;
        }

        record Status(int running) {}

        String apiVersion = "yard.example.com/v1";
        String kind = "Tug";

        @Nullable V1ObjectMeta metadata;

        Spec spec = new Spec();

        @Nullable Status status;

        @Override
        public @Nullable V1ObjectMeta getMetadata() {
            return metadata;
        }

        @Override
        public String getApiVersion() {
            return apiVersion;
        }

        @Override
        public String getKind() {
            return kind;
        }
    }

    /** Its list. */
    static final class LaunchList implements KubernetesListObject {
        String apiVersion = "yard.example.com/v1";
        String kind = "TugList";

        @Nullable V1ListMeta metadata;

        List<Launch> items = List.of();

        @Override
        public @Nullable V1ListMeta getMetadata() {
            return metadata;
        }

        @Override
        public List<Launch> getItems() {
            return items;
        }

        @Override
        public String getApiVersion() {
            return apiVersion;
        }

        @Override
        public String getKind() {
            return kind;
        }
    }
}
