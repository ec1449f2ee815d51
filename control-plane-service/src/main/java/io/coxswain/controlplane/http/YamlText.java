package io.coxswain.controlplane.http;

import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML 1.1 to and from JSON trees, as Kubernetes reads it: {@code on} is true, 0644 is octal, dates are text. */
final class YamlText {
    private static final int DEEPEST = 100;
    private static final int MOST_DUPLICATES = 100;

    private YamlText() {}

    /** Like the resolver of YAML 1.1, but without timestamps and base 60. */
    private static final class KubernetesResolver extends Resolver {
        private static final Pattern INTEGER =
                Pattern.compile("[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }

    /**
     * A text as a tree.
     *
     * @param duplicates what a text that repeats keys would be refused for; of each key the last value counts
     */
    record Document(JsonNode tree, List<String> duplicates) {
        Document {
            duplicates = List.copyOf(duplicates);
        }
    }

    static Document read(byte[] text) {
        String yaml = new String(text, StandardCharsets.UTF_8);
        try {
            List<String> duplicates = new ArrayList<>();
            duplicates(yaml().compose(new StringReader(yaml)), duplicates, 0);
            return new Document(tree(yaml().load(yaml)), duplicates);
        } catch (YAMLException malformed) {
            throw ApiException.badRequest("error converting YAML to JSON: yaml: "
                    + String.valueOf(malformed.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** All duplicates as the one fault that Go's YAML reader makes of them. */
    static List<String> fault(List<String> duplicates) {
        return duplicates.isEmpty()
                ? List.of()
                : List.of("yaml: unmarshal errors:\n  " + String.join("\n  ", duplicates));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(true);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(Bodies.LIMIT_BYTES);
        return new Yaml(
                new SafeConstructor(options),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options,
                new KubernetesResolver());
    }

    private static void duplicates(@Nullable Node node, List<String> found, int depth) {
        if (depth > DEEPEST || found.size() >= MOST_DUPLICATES) return;
        if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) duplicates(entry, found, depth + 1);
        } else if (node instanceof MappingNode map) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                    int line = key.getStartMark().getLine() + 1;
                    found.add("line " + line + ": key \"" + key.getValue() + "\" already set in map");
                }
                duplicates(entry.getValueNode(), found, depth + 1);
            }
        }
    }

    static byte[] write(JsonNode tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        return new Yaml(options).dump(plain(tree)).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(Object value) {
        JsonNodeFactory nodes = Json.MAPPER.getNodeFactory();
        return switch (value) {
            case null -> nodes.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((key, element) -> object.set(String.valueOf(key), tree(element)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(element -> array.add(tree(element)));
                yield array;
            }
            case Boolean flag -> nodes.booleanNode(flag);
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case BigInteger number -> nodes.numberNode(number);
            case Double number -> nodes.numberNode(number);
            case byte[] bytes -> nodes.stringNode(java.util.Base64.getEncoder().encodeToString(bytes));
            default -> nodes.stringNode(value.toString());
        };
    }

    private static Object plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node instanceof ArrayNode array) {
            return array.valueStream().map(YamlText::plain).toList();
        }
        if (node.isBoolean()) return node.booleanValue();
        if (node.isIntegralNumber()) return node.bigIntegerValue();
        return node.isNumber() ? node.doubleValue() : node.asString();
    }
}
