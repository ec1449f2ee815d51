package io.coxswain.node.conformance;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One Pod of a file in src/test/pods. Its fields: {@code title}; {@code run}, a shell command; {@code container},
 * {@code pod} and {@code metadata}, merged into the container {@code c}, the spec and the metadata; {@code volume},
 * mounted at /v, or {@code volumes}, mounted at /v1, /v2 and so on unless the container names mounts of its own;
 * {@code phase} (Succeeded where absent); {@code log}, all of it, or {@code match}, an expression that is found in it;
 * {@code status}, by JSON pointer; {@code then}, steps on the running Pod; {@code long}, in the long form only.
 */
record PodCase(String title, String name, ObjectNode fields) {
    static final String IMAGE = "busybox:1.36";

    static List<PodCase> read(Path file) {
        String prefix = "case-" + file.getFileName().toString().replace(".yaml", "") + "-";
        try {
            List<PodCase> cases = new ArrayList<>();
            for (Object found : (List<?>) new Yaml().load(Files.readString(file))) {
                ObjectNode fields = Json.MAPPER.valueToTree(found);
                cases.add(new PodCase(fields.path("title").asString(""), prefix + (cases.size() + 1), fields));
            }
            return cases;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    boolean inShortForm() {
        return !fields.path("long").asBoolean(false);
    }

    String phase() {
        return fields.path("phase").asString("Succeeded");
    }

    ObjectNode pod(String node) {
        ObjectNode container = Json.object().put("name", "c").put("image", IMAGE);
        if (fields.has("run")) {
            container
                    .putArray("command")
                    .add("sh")
                    .add("-c")
                    .add(fields.path("run").asString());
        }
        ObjectNode spec = Json.object();
        spec.put("restartPolicy", "Never").put("nodeName", node).put("terminationGracePeriodSeconds", 0);
        ArrayNode volumes = spec.putArray("volumes");
        ArrayNode mounts = container.putArray("volumeMounts");
        if (fields.has("volume")) mount(volumes, mounts, "v", fields.path("volume"));
        int number = 0;
        for (JsonNode volume : fields.path("volumes")) mount(volumes, mounts, "v" + ++number, volume);
        merge(container, fields.path("container"));
        spec.putArray("containers").add(container);
        merge(spec, fields.path("pod"));
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("name", name).put("namespace", "default");
        merge(metadata, fields.path("metadata"));
        pod.set("spec", spec);
        return pod;
    }

    private static void mount(ArrayNode volumes, ArrayNode mounts, String name, JsonNode source) {
        ObjectNode volume = ((ObjectNode) source.deepCopy()).put("name", name);
        volumes.add(volume);
        mounts.addObject().put("name", name).put("mountPath", "/" + name);
    }

    private static void merge(ObjectNode into, JsonNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) into.set(field.getKey(), field.getValue());
    }
}
