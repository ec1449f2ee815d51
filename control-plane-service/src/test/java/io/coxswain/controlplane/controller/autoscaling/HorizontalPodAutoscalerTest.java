package io.coxswain.controlplane.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Autoscalers against a real control plane that has no agent: bounds, targets of any kind, and what cannot be had. */
class HorizontalPodAutoscalerTest {
    private static final Kind<GenericKubernetesResource> WIDGET = new Kind<>(
            "example.com",
            "v1",
            "Widget",
            "widgets",
            true,
            List.of(),
            List.of(),
            Set.of("status", "scale"),
            GenericKubernetesResource.class);

    private static ClusterFixture cluster;

    @BeforeAll
    static void start() {
        cluster = new ClusterFixture();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void begin() {
        cluster.newNamespace();
    }

    @Test
    void keepsADeploymentWithinItsBoundsAndTellsWhatItLacks() {
        deployment(1);
        autoscaler(
                "apps/v1",
                "Deployment",
                "web",
                "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}");
        await().untilAsserted(() -> assertThat(replicas()).isEqualTo(2));
        await().untilAsserted(() -> {
            JsonNode status = status();
            assertThat(status.path("desiredReplicas").asInt()).isEqualTo(2);
            assertThat(status.path("lastScaleTime").asString("")).isNotEmpty();
            JsonNode able = ClusterFixture.condition(status, "AbleToScale");
            assertThat(able.path("reason").asString("")).isEqualTo("SucceededRescale");
            assertThat(able.path("message").asString(""))
                    .isEqualTo("the HPA controller was able to update the target scale to 2");
        });
        await().untilAsserted(() -> assertThat(cluster.list(Kinds.EVENT))
                .filteredOn(event -> event.path("reason").asString("").equals("SuccessfulRescale"))
                .extracting(event -> event.path("message").asString(""))
                .containsExactly("New size: 2; reason: Current number of replicas below Spec.MinReplicas"));
        cluster.patch(Kinds.HORIZONTAL_POD_AUTOSCALER, "scaler", "{spec: {maxReplicas: 5}}");
        await().untilAsserted(() -> {
            JsonNode active = ClusterFixture.condition(status(), "ScalingActive");
            assertThat(active.path("status").asString("")).isEqualTo("False");
            assertThat(active.path("reason").asString("")).isEqualTo("FailedGetResourceMetric");
            assertThat(active.path("message").asString(""))
                    .isEqualTo("the HPA was unable to compute the replica count: failed to get cpu utilization: unable"
                            + " to get metrics for resource cpu: no metrics returned from resource metrics API");
        });
    }

    @Test
    void scalesCustomResourcesByTheirScale() {
        cluster.api.create(Kinds.CUSTOM_RESOURCE_DEFINITION, ClusterFixture.yaml("""
                kind: CustomResourceDefinition
                apiVersion: apiextensions.k8s.io/v1
                metadata: {name: widgets.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    subresources:
                      status: {}
                      scale:
                        specReplicasPath: .spec.size
                        statusReplicasPath: .status.size
                        labelSelectorPath: .status.selector
                """));
        await().ignoreExceptions().until(() -> cluster.create(WIDGET, """
                {kind: Widget, apiVersion: example.com/v1, metadata: {name: web}, spec: {size: 9}}
                """) != null);
        cluster.api.patch(
                WIDGET,
                cluster.key("web"),
                io.coxswain.client.PatchType.MERGE,
                ClusterFixture.yaml("{status: {size: 9, selector: app=web}}"),
                "status");
        autoscaler(
                "example.com/v1",
                "Widget",
                "web",
                "{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 100m}}}");
        await().untilAsserted(() ->
                assertThat(cluster.get(WIDGET, "web").at("/spec/size").asInt()).isEqualTo(4));
    }

    @Test
    void tellsThatItsTargetOrItsMetricIsNotThere() {
        autoscaler(
                "apps/v1",
                "Deployment",
                "none",
                "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}");
        await().untilAsserted(() -> {
            JsonNode able = ClusterFixture.condition(status(), "AbleToScale");
            assertThat(able.path("reason").asString("")).isEqualTo("FailedGetScale");
            assertThat(able.path("message").asString(""))
                    .isEqualTo("the HPA controller was unable to get the target's current scale: deployments.apps"
                            + " \"none\" not found");
        });
        String why = "unable to get external metric " + cluster.newNamespace() + "/queue: unable to fetch metrics from"
                + " external metrics API: the server could not find the requested resource";
        deployment(3);
        autoscaler(
                "apps/v1",
                "Deployment",
                "web",
                "{type: External, external: {metric: {name: queue}, target: {type: Value, value: 5}}}");
        await().untilAsserted(() -> assertThat(ClusterFixture.condition(status(), "ScalingActive")
                        .path("reason")
                        .asString(""))
                .isEqualTo("FailedGetExternalMetric"));
        await().untilAsserted(() -> assertThat(cluster.events())
                .contains(
                        "FailedGetExternalMetric " + why,
                        "FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: " + why));
        assertThat(replicas()).isEqualTo(3);
    }

    private static void deployment(int replicas) {
        cluster.create(Kinds.DEPLOYMENT, """
                kind: Deployment
                apiVersion: apps/v1
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: i, resources: {requests: {cpu: 100m}}}]}
                """.formatted(replicas));
    }

    private static void autoscaler(String apiVersion, String kind, String name, String metric) {
        cluster.create(Kinds.HORIZONTAL_POD_AUTOSCALER, """
                kind: HorizontalPodAutoscaler
                apiVersion: autoscaling/v2
                metadata: {name: scaler}
                spec:
                  scaleTargetRef: {apiVersion: %s, kind: %s, name: %s}
                  minReplicas: 2
                  maxReplicas: 4
                  metrics: [%s]
                """.formatted(apiVersion, kind, name, metric));
    }

    private static JsonNode status() {
        return cluster.status(Kinds.HORIZONTAL_POD_AUTOSCALER, "scaler");
    }

    private static int replicas() {
        return cluster.get(Kinds.DEPLOYMENT, "web").at("/spec/replicas").asInt();
    }
}
