package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A second node on the same machine: it comes at run time, its Pods are reached, and it goes without a trace. */
@ExtendWith(SharedCluster.class)
class NodesEndToEnd {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s, labels: {app: %1$s}}
            spec:
              nodeName: %2$s
              terminationGracePeriodSeconds: 0
              containers:
              - name: c
                image: %3$s
                command: [sh, -c, "mkdir /w; echo %1$s > /w/index.html; httpd -f -p 8080 -h /w"]
                readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s}
            spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: 8080}]}
            """;

    private final Cluster cluster;

    NodesEndToEnd(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void simulatedNodesComeSurviveAStopRunPodsAndGo() {
        String first = cluster.name() + "-simulated-1";
        assertThat(cluster.coxswain("node", "add", "--simulated", "20", "--cpu", "8")
                        .succeeds()
                        .out())
                .contains("20 simulated nodes are Ready: " + first + " to " + cluster.name() + "-simulated-20");
        assertThat(cluster.coxswain("node", "add", "--simulated", "181").fails().err())
                .contains("more than 200 simulated nodes in a cluster are refused; there are 20");
        cluster.coxswain("stop").succeeds();
        cluster.coxswain("start").succeeds();
        Kubectl kubectl = cluster.newNamespace("simulated");
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: told}
                spec:
                  nodeSelector: {coxswain.io/simulated: "true"}
                  tolerations: [{key: coxswain.io/simulated, operator: Exists}]
                  containers: [{name: c, image: none}]
                """).succeeds();
        kubectl.run("wait", "--for=condition=Ready", "pod/told", "--timeout=60s")
                .succeeds();
        for (String verb : List.of("logs", "attach")) {
            assertThat(kubectl.run(verb, "told").fails().err()).contains("is on the simulated node " + cluster.name());
        }
        assertThat(cluster.coxswain("node", "list").succeeds().out())
                .contains(first, "Ready, simulated")
                .doesNotContain("NotReady");
        String node = kubectl.json("get", "pod", "told").at("/spec/nodeName").asString("");
        cluster.coxswain("node", "delete", node).succeeds();
        assertThat(kubectl.run("get", "node", node).fails().err()).contains("NotFound");
        assertThat(kubectl.names("pods")).isEmpty();
        kubectl.run("delete", "nodes", "-l", "coxswain.io/simulated").succeeds();
    }

    @Test
    void secondNodeComesIsReachedAndGoesWithoutATrace() {
        String first = cluster.name();
        String second = first + "-2";
        assertThat(cluster.coxswain("node", "add").succeeds().out()).contains("node " + second + " is Ready");
        assertThat(cluster.coxswain("node", "list").succeeds().out())
                .contains(second)
                .doesNotContain("NotReady");
        assertThat(cluster.coxswain("node", "add", second).fails().err())
                .contains("there is a node " + second + " already");
        assertThat(cluster.coxswain("node", "delete", first).fails().err())
                .contains("the first node goes with its cluster only");

        Kubectl kubectl = cluster.newNamespace("two-nodes");
        kubectl.apply(POD.formatted("one", first, Cluster.IMAGE)).succeeds();
        kubectl.apply(POD.formatted("two", second, Cluster.IMAGE)).succeeds();
        kubectl.run("wait", "--for=condition=Ready", "pod/one", "pod/two", "--timeout=60s")
                .succeeds();
        JsonNode two = kubectl.json("get", "pod", "two");
        assertThat(hostAddress(two)).isNotEqualTo(hostAddress(kubectl.json("get", "pod", "one")));
        reachEachOther(kubectl);

        cluster.coxswain("stop").succeeds();
        cluster.coxswain("start").succeeds();
        kubectl.run("wait", "--for=condition=Ready", "node/" + second, "pod/two", "--timeout=60s")
                .succeeds();
        JsonNode again = kubectl.json("get", "pod", "two");
        assertThat(address(again)).isEqualTo(address(two));
        assertThat(hostAddress(again)).isEqualTo(hostAddress(two));
        assertThat(again.at("/status/containerStatuses/0/restartCount").asInt(-1))
                .isZero();
        reachEachOther(kubectl);

        cluster.coxswain("node", "delete", second).succeeds();
        assertThat(kubectl.run("get", "node", second).fails().err()).contains("NotFound");
        assertThat(kubectl.names("pods")).containsExactly("one");
        assertThat(cluster.docker("ps", "-aq", "--filter", "label=io.coxswain.node=" + second)
                        .succeeds()
                        .out())
                .isEmpty();
        assertThat(Command.of(Map.of(), "ip", "route").run().succeeds().out()).doesNotContain(hostAddress(two) + " ");
        Path state = Path.of(cluster.status().path("nodeState").asString());
        assertThat(Files.exists(state.resolve("nodes").resolve(second))).isFalse();
        kubectl.run("delete", "namespace", "two-nodes", "--timeout=60s").succeeds();
    }

    private static void reachEachOther(Kubectl kubectl) {
        for (List<String> pair : List.of(List.of("one", "two"), List.of("two", "one"))) {
            String other = pair.getLast();
            String pod = "http://" + address(kubectl.json("get", "pod", other)) + ":8080/";
            for (String url : List.of(pod, "http://" + other + "/")) {
                await(url)
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(
                                        kubectl.run("exec", pair.getFirst(), "--", "wget", "-qO-", "-T", "5", url)
                                                .out())
                                .isEqualTo(other + "\n"));
            }
        }
    }

    private static String address(JsonNode pod) {
        return pod.at("/status/podIP").asString();
    }

    private static String hostAddress(JsonNode pod) {
        return pod.at("/status/hostIP").asString();
    }
}
