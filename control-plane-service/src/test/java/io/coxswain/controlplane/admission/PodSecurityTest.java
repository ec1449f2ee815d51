package io.coxswain.controlplane.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods are held to the standard that their namespace's labels name; templates are warned of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodSecurityTest {
    private static final String POD = """
            {"metadata": {"name": "%s"}, "spec": {"containers": [{"name": "c", "image": "busybox"%s}]}}""";
    private static final String PRIVILEGED = ", \"securityContext\": {\"privileged\": true}";
    private static final String RESTRICTED_FAULTS = "allowPrivilegeEscalation != false (container \"c\" must set"
            + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set"
            + " securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set"
            + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set"
            + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";

    private final AtomicInteger number = new AtomicInteger();
    private TestControlPlane controlPlane;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void aPodAgainstTheEnforcedStandardIsRefused() {
        String namespace = namespace("{\"pod-security.kubernetes.io/enforce\": \"restricted\"}");
        HttpResponse<String> refused = create(pods(namespace), POD.formatted("x", ""));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused))
                .isEqualTo("pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": " + RESTRICTED_FAULTS);
        assertThat(warnings(refused)).isEmpty();
        assertThat(create(pods(namespace), POD.formatted("y", """
                        , "securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true,
                          "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}""")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aPodAgainstTheWarnedStandardIsTakenWithAWarning() {
        String namespace = namespace("""
                {"pod-security.kubernetes.io/enforce": "baseline",
                 "pod-security.kubernetes.io/warn": "restricted", "pod-security.kubernetes.io/warn-version": "v1.36"}""");
        HttpResponse<String> taken = create(pods(namespace), POD.formatted("x", ""));
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(warnings(taken))
                .containsExactly("would violate PodSecurity \"restricted:v1.36\": " + RESTRICTED_FAULTS);
        assertThat(message(create(pods(namespace), POD.formatted("y", PRIVILEGED))))
                .isEqualTo("pods \"y\" is forbidden: violates PodSecurity \"baseline:latest\": privileged"
                        + " (container \"c\" must not set securityContext.privileged=true)");
    }

    @ParameterizedTest
    @CsvSource({
        "/apis/apps/v1,deployments,Deployment",
        "/apis/apps/v1,replicasets,ReplicaSet",
        "/apis/apps/v1,daemonsets,DaemonSet",
        "/apis/apps/v1,statefulsets,StatefulSet",
        "/api/v1,replicationcontrollers,ReplicationController",
        "/api/v1,podtemplates,PodTemplate",
        "/apis/batch/v1,jobs,Job",
        "/apis/batch/v1,cronjobs,CronJob"
    })
    void aTemplateIsTakenWithAWarning(String group, String plural, String kind) {
        String namespace = namespace("{\"pod-security.kubernetes.io/enforce\": \"baseline\"}");
        String template = """
                {"metadata": {"labels": {"a": "b"}}, "spec": {"restartPolicy": "%s",
                 "containers": [{"name": "c", "image": "busybox"%s}]}}""".formatted(kind.endsWith("Job") ? "Never" : "Always", PRIVILEGED);
        String spec = switch (kind) {
            case "PodTemplate" -> "\"template\": " + template;
            case "Job" -> "\"spec\": {\"template\": " + template + "}";
            case "CronJob" ->
                "\"spec\": {\"schedule\": \"* * * * *\", \"jobTemplate\": {\"spec\": {\"template\": " + template
                        + "}}}";
            case "ReplicationController" -> "\"spec\": {\"selector\": {\"a\": \"b\"}, \"template\": " + template + "}";
            default -> "\"spec\": {\"selector\": {\"matchLabels\": {\"a\": \"b\"}}, \"template\": " + template + "}";
        };
        HttpResponse<String> taken = create(
                group + "/namespaces/" + namespace + "/" + plural, "{\"metadata\": {\"name\": \"x\"}, " + spec + "}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(warnings(taken))
                .contains("would violate PodSecurity \"baseline:latest\": privileged (container \"c\" must not set"
                        + " securityContext.privileged=true)");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "enforce | strict | must be one of privileged, baseline, restricted",
                "audit | Baseline | must be one of privileged, baseline, restricted",
                "warn | none | must be one of privileged, baseline, restricted",
                "enforce-version | 1.36 | must be \"latest\" or \"v1.x\"",
                "audit-version | v1 | must be \"latest\" or \"v1.x\"",
                "warn-version | v2.0 | must be \"latest\" or \"v1.x\"",
            })
    void aLabelThatSaysNothingIsRefused(String label, String value, String why) {
        String labels = "{\"pod-security.kubernetes.io/" + label + "\": \"" + value + "\"}";
        String fault =
                "metadata.labels[pod-security.kubernetes.io/" + label + "]: Invalid value: \"" + value + "\": " + why;
        HttpResponse<String> refused =
                create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"bad\", \"labels\": " + labels + "}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(message(refused)).isEqualTo("Namespace \"bad\" is invalid: " + fault);
        String namespace = namespace("{}");
        assertThat(message(label(namespace, labels))).isEqualTo("Namespace \"" + namespace + "\" is invalid: " + fault);
    }

    @Test
    void aStricterLabelTellsOfThePodsThatAreThere() {
        String namespace = namespace("{}");
        for (String name : List.of("b", "a", "z")) create(pods(namespace), POD.formatted(name, PRIVILEGED));
        create(pods(namespace), POD.formatted("fine", ""));
        HttpResponse<String> labelled = label(namespace, "{\"pod-security.kubernetes.io/enforce\": \"baseline\"}");
        assertThat(labelled.statusCode()).isEqualTo(200);
        assertThat(warnings(labelled))
                .containsExactly(
                        "existing pods in namespace \"" + namespace
                                + "\" violate the new PodSecurity enforce level \"baseline:latest\"",
                        "a (and 2 other pods): privileged");
        assertThat(warnings(label(namespace, "{\"pod-security.kubernetes.io/enforce\": \"restricted\"}")))
                .containsExactly(
                        "existing pods in namespace \"" + namespace
                                + "\" violate the new PodSecurity enforce level \"restricted:latest\"",
                        "a (and 2 other pods): privileged, allowPrivilegeEscalation != false, unrestricted"
                                + " capabilities, runAsNonRoot != true, seccompProfile",
                        "fine: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true,"
                                + " seccompProfile");
        assertThat(warnings(label(namespace, "{\"pod-security.kubernetes.io/enforce\": \"baseline\"}")))
                .as("a milder one")
                .isEmpty();
        assertThat(warnings(label(namespace, "{\"pod-security.kubernetes.io/audit\": \"restricted\"}")))
                .isEmpty();
    }

    @Test
    void aPodThatIsThereMayChangeAllButWhatItRuns() {
        String namespace = namespace("{}");
        create(pods(namespace), POD.formatted("x", PRIVILEGED));
        label(namespace, "{\"pod-security.kubernetes.io/enforce\": \"baseline\"}");
        String pod = pods(namespace) + "/x";
        assertThat(patch(pod, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}").statusCode())
                .isEqualTo(200);
        assertThat(patch(pod, "{\"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"other\"}]}}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(message(patch(
                        pod + "/ephemeralcontainers",
                        "{\"spec\": {\"ephemeralContainers\": [{\"name\": \"e\", \"image\": \"busybox\"}]}}")))
                .startsWith("pods \"x\" is forbidden: violates PodSecurity \"baseline:latest\": privileged");
    }

    private String namespace(String labels) {
        String name = "security-" + number.incrementAndGet();
        HttpResponse<String> created = create(
                "/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + name + "\", \"labels\": " + labels + "}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return name;
    }

    private HttpResponse<String> label(String namespace, String labels) {
        return patch("/api/v1/namespaces/" + namespace, "{\"metadata\": {\"labels\": " + labels + "}}");
    }

    private HttpResponse<String> create(String path, String body) {
        return send("POST", path, "application/json", body);
    }

    private HttpResponse<String> patch(String path, String body) {
        return send("PATCH", path, "application/strategic-merge-patch+json", body);
    }

    private HttpResponse<String> send(String method, String path, String type, String body) {
        return controlPlane.send(
                controlPlane.admin(),
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    private static String pods(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/pods";
    }

    private static String message(HttpResponse<String> response) {
        return Json.parseObject(response.body()).path("message").asString("");
    }

    /** The texts of the Warning headers. */
    private static List<String> warnings(HttpResponse<String> response) {
        return response.headers().allValues("Warning").stream()
                .map(header -> header.substring("299 - \"".length(), header.length() - 1)
                        .replace("\\\"", "\""))
                .toList();
    }
}
