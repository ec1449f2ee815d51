package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of paths to fields. A node of the tree is a step of a path; that it is marked says that the path to it is a
 * member. Sets are built by {@link #at} and {@link #mark}; the operations make new ones and may share what is equal.
 */
final class FieldSet {
    private boolean member;
    private Map<String, FieldSet> children = Map.of();

    /** The node of a step, made where it is absent. */
    FieldSet at(String element) {
        if (children.isEmpty()) children = new HashMap<>();
        return children.computeIfAbsent(element, absent -> new FieldSet());
    }

    FieldSet at(List<String> path) {
        FieldSet node = this;
        for (String element : path) node = node.at(element);
        return node;
    }

    void mark() {
        member = true;
    }

    static FieldSet of(String... fields) {
        FieldSet set = new FieldSet();
        FieldSet node = set;
        for (String field : fields) node = node.at(PathElement.field(field));
        node.mark();
        return set;
    }

    boolean isEmpty() {
        if (member) return false;
        for (FieldSet child : children.values()) if (!child.isEmpty()) return false;
        return true;
    }

    boolean isMember() {
        return member;
    }

    /** Null where no member is at or below the step. */
    @Nullable FieldSet child(String element) {
        return children.get(element);
    }

    boolean has(List<String> path) {
        FieldSet node = this;
        for (String element : path) {
            FieldSet next = node.children.get(element);
            if (next == null) return false;
            node = next;
        }
        return node.member;
    }

    Map<String, FieldSet> children() {
        return children;
    }

    FieldSet union(FieldSet other) {
        if (other.children.isEmpty() && (member || !other.member)) return this;
        FieldSet result = new FieldSet();
        result.member = member || other.member;
        if (children.isEmpty()) {
            result.children = other.children;
            return result;
        }
        result.children = new HashMap<>(children);
        other.children.forEach((element, child) -> result.children.merge(element, child, FieldSet::union));
        return result;
    }

    FieldSet intersection(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && other.member;
        children.forEach((element, child) -> {
            FieldSet theirs = other.children.get(element);
            if (theirs != null) result.adopt(element, child.intersection(theirs));
        });
        return result;
    }

    /** Without the members of the other; what is below them stays. */
    FieldSet difference(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && !other.member;
        children.forEach((element, child) -> {
            FieldSet theirs = other.children.get(element);
            result.adopt(element, theirs == null ? child : child.difference(theirs));
        });
        return result;
    }

    /** Without the members of the other and all that is below them. */
    FieldSet without(FieldSet other) {
        FieldSet result = new FieldSet();
        if (other.member) return result;
        result.member = member;
        children.forEach((element, child) -> {
            FieldSet theirs = other.children.get(element);
            result.adopt(element, theirs == null ? child : child.without(theirs));
        });
        return result;
    }

    private void adopt(String element, FieldSet child) {
        if (!child.isEmpty()) put(element, child);
    }

    /** Puts a part of another set here. */
    void put(String element, FieldSet child) {
        if (children.isEmpty()) children = new HashMap<>();
        children.put(element, child);
    }

    /** Every member, at each place the shorter paths first. */
    void forEach(Consumer<List<String>> action) {
        forEach(List.of(), action);
    }

    private void forEach(List<String> prefix, Consumer<List<String>> action) {
        List<String> elements = sorted();
        for (String element : elements) {
            if (children.getOrDefault(element, this).member) action.accept(join(prefix, element));
        }
        for (String element : elements) {
            FieldSet child = children.get(element);
            if (child != null && !child.children.isEmpty()) child.forEach(join(prefix, element), action);
        }
    }

    private static List<String> join(List<String> prefix, String element) {
        List<String> path = new ArrayList<>(prefix);
        path.add(element);
        return path;
    }

    private List<String> sorted() {
        List<String> elements = new ArrayList<>(children.keySet());
        if (elements.size() > 1) elements.sort(PathElement.ORDER);
        return elements;
    }

    /** The FieldsV1 form. */
    ObjectNode write() {
        ObjectNode fields = Json.object();
        for (String element : sorted()) {
            FieldSet child = children.get(element);
            if (child == null || child.isEmpty()) continue;
            ObjectNode below = child.write();
            if (!child.member || below.isEmpty()) {
                fields.set(element, below);
                continue;
            }
            ObjectNode both = fields.putObject(element);
            both.putObject(".");
            both.setAll(below);
        }
        return fields;
    }

    /** {@code IllegalArgumentException} where the text of a step is malformed. */
    static FieldSet parse(JsonNode fields) {
        FieldSet set = new FieldSet();
        if (!(fields instanceof ObjectNode object)) return set;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String element = entry.getKey();
            if (element.equals(".")) continue;
            FieldSet child = parse(entry.getValue());
            child.member = entry.getValue().has(".") || child.children.isEmpty();
            set.adopt(element.startsWith("f:") ? element : PathElement.parse(element), child);
        }
        return set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && member == set.member && children.equals(set.children);
    }

    @Override
    public int hashCode() {
        return 31 * Boolean.hashCode(member) + children.hashCode();
    }

    @Override
    public String toString() {
        return write().toString();
    }
}
