package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Pods that this node has been given. */
record PodsPage(Supplier<List<Pod>> pods) implements KubeletPage {
    @Override
    public String path() {
        return "/pods";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode list = Json.object().put("kind", "PodList").put("apiVersion", "v1");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        pods.get().forEach(pod -> items.add(Json.tree(pod)));
        Answers.json(response, list);
    }
}
