package io.coxswain.local.kubeconfig;

import io.coxswain.local.profile.LocalException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** The YAML tree of one kubeconfig file; values that are not touched keep their form and comments. */
final class KubeconfigDocument {
    private static final List<String> LISTS = List.of("clusters", "contexts", "users");

    private final MappingNode root;

    private KubeconfigDocument(MappingNode root) {
        this.root = root;
    }

    static KubeconfigDocument parse(String text, Object origin) {
        try {
            Node node = text.isBlank() ? null : yaml().compose(new StringReader(text));
            if (node == null) {
                return new KubeconfigDocument((MappingNode)
                        yaml().compose(new StringReader("apiVersion: v1\nkind: Config\npreferences: {}\n")));
            }
            if (node instanceof MappingNode mapping) return new KubeconfigDocument(mapping);
        } catch (YAMLException e) {
            throw new LocalException(
                    origin + " is not a kubeconfig: "
                            + String.valueOf(e.getMessage()).replace('\n', ' '),
                    e);
        }
        throw new LocalException(origin + " is not a kubeconfig: it holds no mapping");
    }

    /** Puts the entry's cluster, context and user in place of those of the same name, else at the end. */
    void put(KubeconfigEntry entry) {
        KubeconfigDocument source = parse(entry.text(), entry.name());
        for (String list : LISTS) {
            Node item = source.items(list).getFirst();
            List<Node> items = items(list);
            int position = position(items, entry.name());
            if (position < 0) items.add(item);
            else items.set(position, item);
        }
    }

    boolean defines(String name) {
        return LISTS.stream().anyMatch(list -> position(items(list), name) >= 0);
    }

    /** Removes all entries of this name and gives whether there was one. */
    boolean remove(String name) {
        boolean removed = false;
        for (String list : LISTS) {
            if (find(list) == null) continue;
            removed |= items(list).removeIf(item -> name.equals(nameOf(item)));
        }
        if (currentContext().filter(name::equals).isPresent()) {
            setCurrentContext("");
            removed = true;
        }
        return removed;
    }

    Optional<String> currentContext() {
        return find("current-context") instanceof ScalarNode scalar
                        && !scalar.getValue().isEmpty()
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    void setCurrentContext(String name) {
        set("current-context", scalar(name));
    }

    String text() {
        StringWriter text = new StringWriter();
        yaml().serialize(root, text);
        return text.toString();
    }

    private List<Node> items(String list) {
        if (find(list) instanceof SequenceNode sequence && sequence.getFlowStyle() == DumperOptions.FlowStyle.BLOCK) {
            return sequence.getValue();
        }
        List<Node> items =
                find(list) instanceof SequenceNode flow ? new ArrayList<>(flow.getValue()) : new ArrayList<>();
        set(list, new SequenceNode(Tag.SEQ, items, DumperOptions.FlowStyle.BLOCK));
        return items;
    }

    private static int position(List<Node> items, String name) {
        for (int i = 0; i < items.size(); i++) {
            if (name.equals(nameOf(items.get(i)))) return i;
        }
        return -1;
    }

    private static @Nullable String nameOf(Node item) {
        return item instanceof MappingNode mapping && find(mapping, "name") instanceof ScalarNode name
                ? name.getValue()
                : null;
    }

    private @Nullable Node find(String key) {
        return find(root, key);
    }

    private static @Nullable Node find(MappingNode mapping, String key) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
                return tuple.getValueNode();
        }
        return null;
    }

    private void set(String key, Node value) {
        List<NodeTuple> tuples = root.getValue();
        for (int i = 0; i < tuples.size(); i++) {
            if (tuples.get(i).getKeyNode() instanceof ScalarNode name
                    && name.getValue().equals(key)) {
                tuples.set(i, new NodeTuple(name, value));
                return;
            }
        }
        tuples.add(new NodeTuple(scalar(key), value));
    }

    private static ScalarNode scalar(String text) {
        return new ScalarNode(
                Tag.STR,
                text,
                null,
                null,
                text.isEmpty() ? DumperOptions.ScalarStyle.DOUBLE_QUOTED : DumperOptions.ScalarStyle.PLAIN);
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setProcessComments(true);
        DumperOptions dumping = new DumperOptions();
        dumping.setProcessComments(true);
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        dumping.setSplitLines(false);
        dumping.setWidth(Integer.MAX_VALUE);
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading, new TextOnly());
    }

    /** Takes every plain value as text, so that it is written as it was read. */
    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }
}
