package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What a Pod may ask of its life beside its containers' commands. All Pods run at the same time. */
@ExtendWith(SharedCluster.class)
class LifecycleTest {
    @BeforeAll
    static void runAll() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: hooked}
                spec:
                  terminationGracePeriodSeconds: 20
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "mkdir -p /w; trap 'cat /w/last; exit 3' TERM; httpd -p 8080 -h /w; while true; do sleep 0.1; done"]
                    lifecycle:
                      postStart: {exec: {command: [sh, -c, "sleep 1; echo begun > /w/first"]}}
                      preStop: {exec: {command: [sh, -c, "echo ending > /w/last"]}}
                    terminationMessagePolicy: FallbackToLogsOnError
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: bad-hook}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"], lifecycle: {postStart: {exec: {command: ["false"]}}}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: deadline}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: kernel}
                spec:
                  restartPolicy: Never
                  hostname: me
                  subdomain: house
                  setHostnameAsFQDN: true
                  hostAliases: [{ip: 123.45.67.89, hostnames: [foo, bar]}]
                  securityContext:
                    sysctls: [{name: kernel.shm_rmid_forced, value: "1"}]
                    seccompProfile: {type: Unconfined}
                  containers:
                  - {name: c, image: "busybox:1.36", command: [sh, -c, "cat /proc/sys/kernel/shm_rmid_forced; hostname; grep -c 123.45.67.89 /etc/hosts; head -1 /etc/hosts; grep Seccomp: /proc/self/status"]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: forbidden}
                spec:
                  securityContext: {sysctls: [{name: kernel.msgmax, value: "10000"}]}
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: last-words}
                spec:
                  restartPolicy: Never
                  containers:
                  - {name: c, image: "busybox:1.36", command: [sh, -c, "echo from the log; exit 1"], terminationMessagePolicy: FallbackToLogsOnError}
                  - {name: d, image: "busybox:1.36", securityContext: {runAsUser: 1000}, terminationMessagePath: /words/of/mine, command: [sh, -c, "printf mine > /words/of/mine"]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: gated}
                spec:
                  terminationGracePeriodSeconds: 0
                  readinessGates: [{conditionType: example.com/open}]
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: slow-probe}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    readinessProbe: {exec: {command: [sleep, "777"]}, periodSeconds: 600, timeoutSeconds: 1}
                """);
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }

    @Test
    @DisplayName("Container Lifecycle Hook should execute poststart exec hook properly; prestop exec hook properly")
    void runsHooks() throws Exception {
        cluster().awaitReady("hooked");
        assertThat(cluster().run("hooked", "c", "cat", "/w/first")).isEqualTo("begun\n");
        // The command prints what its last hook has left, when it is told to end.
        var told = new ArrayList<String>();
        try (var watch =
                cluster().api().watch(Kinds.POD, ListOptions.in("default").withFields("metadata.name=hooked"))) {
            cluster().delete("hooked", null);
            WatchEvent event;
            do {
                event = watch.next(Duration.ofSeconds(30)).orElseThrow();
                told.add(event.object().path("status").toString());
            } while (event.type() != WatchEvent.Type.DELETED);
        }
        assertThat(told.getLast()).contains("\"exitCode\":3", "ending");
        cluster().awaitGone("hooked");
        assertThat(cluster().events("hooked")).doesNotContain("FailedPreStopHook");
    }

    @Test
    void endsAContainerWhoseFirstHookFails() {
        cluster().awaitPhase("bad-hook", "Failed");
        await().untilAsserted(
                        () -> assertThat(cluster().events("bad-hook")).contains("FailedPostStartHook", "Killing"));
    }

    @Test
    @DisplayName("Pods should allow activeDeadlineSeconds to be updated")
    void endsAtItsDeadline() {
        cluster().awaitReady("deadline");
        cluster()
                .api()
                .patch(
                        Kinds.POD,
                        new ObjectKey("default", "deadline"),
                        PatchType.MERGE,
                        Json.parseObject("{\"spec\":{\"activeDeadlineSeconds\":1}}"),
                        null);
        JsonNode status = cluster().awaitPhase("deadline", "Failed").path("status");
        assertThat(status.path("reason").asString("")).isEqualTo("DeadlineExceeded");
    }

    @Test
    @DisplayName("Sysctls should support sysctls; Kubelet should write entries to /etc/hosts")
    void setsUpItsNamespaces() throws Exception {
        cluster().awaitPhase("kernel", "Succeeded");
        assertThat(cluster().logs("kernel", "c").lines())
                .containsExactly(
                        "1",
                        "me.house.default.svc.cluster.local",
                        "1",
                        "# Kubernetes-managed hosts file.",
                        "Seccomp:\t0");
    }

    @Test
    void refusesSysctlsThatAreNotThePodsOwn() {
        JsonNode status = cluster().awaitPhase("forbidden", "Failed").path("status");
        assertThat(status.path("reason").asString("")).isEqualTo("SysctlForbidden");
        assertThat(status.path("message").asString(""))
                .isEqualTo("forbidden sysctl: \"kernel.msgmax\" not allowlisted");
    }

    @Test
    @DisplayName("Container Runtime should report termination message from log output if TerminationMessagePolicy"
            + " FallbackToLogsOnError is set; as non-root user and at a non-default path")
    void keepsLastWords() {
        JsonNode status = cluster().awaitPhase("last-words", "Failed").path("status");
        assertThat(message(status, "c")).isEqualTo("from the log\n");
        assertThat(message(status, "d")).isEqualTo("mine");
    }

    private static String message(JsonNode status, String container) {
        return TestCluster.container(status, container)
                .path("state")
                .path("terminated")
                .path("message")
                .asString("");
    }

    @Test
    void isReadyOnlyWhenItsGatesAreOpen() {
        cluster()
                .awaitPod(
                        "gated",
                        status ->
                                TestCluster.condition(status, "ContainersReady").equals("True"));
        assertThat(TestCluster.condition(cluster().pod("gated").path("status"), "Ready"))
                .isEqualTo("False");
        cluster()
                .api()
                .patch(
                        Kinds.POD,
                        new ObjectKey("default", "gated"),
                        PatchType.STRATEGIC,
                        Json.parseObject(
                                "{\"status\":{\"conditions\":[{\"type\":\"example.com/open\",\"status\":\"True\"}]}}"),
                        "status");
        cluster().awaitReady("gated");
    }

    @Test
    @DisplayName("a probe that times out leaves no process behind")
    void killsAProbeThatTimesOut() {
        // It is asked once only, so that what is found later is what the first question has left.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(cluster().events("slow-probe")).contains("Unhealthy"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(cluster().run("slow-probe", "c", "ps"))
                        .contains("sleep 1000")
                        .doesNotContain("sleep 777"));
    }
}
