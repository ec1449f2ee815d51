package io.coxswain.model;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What makes a Node a simulated one: it runs no containers, and its Pods only say that they run. */
public final class SimulatedNode {
    /** The label of simulated Nodes, and the key of the taint that keeps Pods off which do not ask for one. */
    public static final String LABEL = "coxswain.io/simulated";

    /** The label's value while the node lives; any other value, such as {@code lost}, makes it fall silent. */
    public static final String HOSTED = "true";

    private SimulatedNode() {}

    /** Whether the node lives by simulation now. */
    public static boolean isHosted(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels != null && HOSTED.equals(labels.get(LABEL));
    }

    /** Whether the node is simulated, also where it is silent. */
    public static boolean isSimulated(JsonNode node) {
        return node.path("metadata").path("labels").has(LABEL);
    }

    /** The same of a view. */
    public static boolean isSimulated(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels != null && labels.containsKey(LABEL);
    }

    /** The object to create, with label, taint and the resources that it offers. */
    public static ObjectNode object(String name, String cpu, String memory, int pods) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", name);
        metadata.putObject("labels")
                .put("kubernetes.io/hostname", name)
                .put("kubernetes.io/os", "linux")
                .put(LABEL, HOSTED);
        node.putObject("spec")
                .putArray("taints")
                .addObject()
                .put("key", LABEL)
                .put("value", HOSTED)
                .put("effect", "NoSchedule");
        ObjectNode status = node.putObject("status");
        ObjectNode capacity = status.putObject("capacity")
                .put("cpu", cpu)
                .put("memory", memory)
                .put("ephemeral-storage", "1Ti")
                .put("pods", Integer.toString(pods));
        status.set("allocatable", capacity.deepCopy());
        return node;
    }
}
