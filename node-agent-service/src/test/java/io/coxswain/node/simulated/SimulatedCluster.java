package io.coxswain.node.simulated;

import static org.awaitility.Awaitility.await;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import io.coxswain.reconcile.SharedInformers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.node.ObjectNode;

/** A control plane and what hosts simulated nodes, over the wire and with the rights that it has in a cluster. */
final class SimulatedCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestControlPlane controlPlane;
    final WireApi api;
    private final WireApi own;
    private final SharedInformers informers;
    private final SimulatedNodes nodes;

    SimulatedCluster(Stages stages, Map<String, Object> properties) {
        controlPlane = TestControlPlane.start(properties);
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test");
        own = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig("coxswain:simulated-nodes")), "simulated-nodes");
        informers = new SharedInformers(own);
        nodes = new SimulatedNodes(
                own, informers, stages, Duration.ofSeconds(1), Clock.systemUTC(), new SimpleMeterRegistry());
        nodes.start();
    }

    void addNodes(int count) {
        for (int number = 1; number <= count; number++) {
            api.create(Kinds.NODE, SimulatedNode.object("sim-" + number, "4", "16Gi", 110));
        }
        await().atMost(PATIENCE).until(() -> readyNodes() == count);
    }

    /** Lets a node fall silent. */
    void lose(String node) {
        label(node, "lost");
    }

    void label(String node, String value) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("labels").put(SimulatedNode.LABEL, value);
        api.patch(Kinds.NODE, ObjectKey.cluster(node), PatchType.MERGE, patch, null);
    }

    long readyNodes() {
        return list(Kinds.NODE, ListOptions.everything()).stream()
                .filter(node -> Conditions.isTrue(node, "Ready"))
                .count();
    }

    void namespace(String name) {
        apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
        await().atMost(PATIENCE)
                .until(() -> api.find(Kinds.SERVICE_ACCOUNT, new ObjectKey(name, "default"))
                        .isPresent());
    }

    ObjectNode apply(String yaml) {
        ObjectNode object = Json.tree(new Yaml().<Object>load(yaml));
        Kind<?> kind = Kinds.byName(
                        object.path("apiVersion").asString(""),
                        object.path("kind").asString(""))
                .orElseThrow();
        return api.create(kind, object);
    }

    List<ObjectNode> pods(String namespace) {
        return list(Kinds.POD, ListOptions.in(namespace));
    }

    List<ObjectNode> list(Kind<?> kind, ListOptions options) {
        return api.list(kind, options).items();
    }

    @Override
    public void close() {
        nodes.close();
        informers.close();
        own.close();
        api.close();
        controlPlane.close();
    }
}
