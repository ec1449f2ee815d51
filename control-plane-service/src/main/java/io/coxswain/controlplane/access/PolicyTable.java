package io.coxswain.controlplane.access;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the table of the roles and bindings that every cluster has; its form is told at the head of the file. */
final class PolicyTable {
    private static final String FILE = "bootstrap-policy.txt";
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Map<String, List<String>> VERBS = Map.of(
            "read", List.of("get", "list", "watch"),
            "write", List.of("create", "delete", "deletecollection", "patch", "update"),
            "record", List.of("create", "patch", "update"));

    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();
    private final Map<String, ObjectNode> bindings = new LinkedHashMap<>();
    private String role = "";

    private PolicyTable() {}

    static PolicyTable load() {
        try (InputStream file = PolicyTable.class.getResourceAsStream(FILE)) {
            if (file == null) throw new IllegalStateException(FILE + " is absent");
            PolicyTable table = new PolicyTable();
            new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(table::line);
            return table;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Roles and ClusterRoles. */
    List<ObjectNode> roles() {
        return List.copyOf(roles.values());
    }

    /** RoleBindings and ClusterRoleBindings. */
    List<ObjectNode> bindings() {
        return List.copyOf(bindings.values());
    }

    private void line(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) return;
        List<String> words = Arrays.asList(text.split(" +"));
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "role" -> startRole(rest.getFirst());
            case "controller" -> {
                startRole("system:controller:" + rest.getFirst());
                bind(role, role, "sa", List.of("kube-system/" + rest.getFirst()));
            }
            case "label" -> labels(role()).put(rest.getFirst(), "true");
            case "aggregate" ->
                role().withObject("/aggregationRule")
                        .withArray("/clusterRoleSelectors")
                        .addObject()
                        .putObject("matchLabels")
                        .put(rest.getFirst(), "true");
            case "bind" -> bind(rest);
            case "binding" -> bind(rest.get(0), rest.get(1), rest.get(2), rest.subList(3, rest.size()));
            default -> rule(words);
        }
    }

    private void startRole(String name) {
        role = name;
        ObjectNode object = object(name, isNamespaced(name) ? "Role" : "ClusterRole");
        object.putArray("rules");
        roles.put(name, object);
    }

    private ObjectNode role() {
        ObjectNode current = roles.get(role);
        if (current == null) throw new IllegalStateException("a line of " + FILE + " stands before the first role");
        return current;
    }

    private void rule(List<String> words) {
        ObjectNode rule = role().withArray("/rules").addObject();
        List<String> objects = words.subList(2, words.size());
        if (words.get(1).equals("url")) {
            put(rule, "nonResourceURLs", objects);
        } else {
            int names = objects.indexOf("=");
            put(rule, "apiGroups", List.of(words.get(1).replace("core", "").split(",", -1)));
            put(rule, "resources", names < 0 ? objects : objects.subList(0, names));
            if (names >= 0) put(rule, "resourceNames", objects.subList(names + 1, objects.size()));
        }
        var verbs = new TreeSet<String>();
        for (String verb : words.getFirst().split(",", -1)) verbs.addAll(VERBS.getOrDefault(verb, List.of(verb)));
        put(rule, "verbs", List.copyOf(verbs));
    }

    private void bind(List<String> words) {
        boolean named = words.getFirst().equals("as");
        List<String> rest = named ? words.subList(2, words.size()) : words;
        String name = named ? (isNamespaced(role) ? namespace(role) + "/" : "") + words.get(1) : role;
        bind(name, role, rest.getFirst(), rest.subList(1, rest.size()));
    }

    private void bind(String name, String of, String kind, List<String> subjects) {
        boolean namespaced = isNamespaced(of);
        ObjectNode binding = bindings.computeIfAbsent(name, unused -> {
            ObjectNode made = object(name, namespaced ? "RoleBinding" : "ClusterRoleBinding");
            made.putObject("roleRef")
                    .put("apiGroup", GROUP)
                    .put("kind", namespaced ? "Role" : "ClusterRole")
                    .put("name", namespaced ? of.substring(of.indexOf('/') + 1) : of);
            return made;
        });
        for (String subject : subjects) {
            ObjectNode added = binding.withArray("/subjects").addObject();
            switch (kind) {
                case "group" ->
                    added.put("apiGroup", GROUP).put("kind", "Group").put("name", subject);
                case "user" -> added.put("apiGroup", GROUP).put("kind", "User").put("name", subject);
                case "sa" ->
                    added.put("kind", "ServiceAccount")
                            .put("name", subject.substring(subject.indexOf('/') + 1))
                            .put("namespace", namespace(subject));
                default -> throw new IllegalStateException("a subject is no " + kind);
            }
        }
    }

    private static ObjectNode object(String name, String kind) {
        ObjectNode object = Json.object().put("apiVersion", GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", isNamespaced(name) ? name.substring(name.indexOf('/') + 1) : name);
        if (isNamespaced(name)) metadata.put("namespace", namespace(name));
        metadata.putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
        labels(object).put("kubernetes.io/bootstrapping", "rbac-defaults");
        return object;
    }

    private static ObjectNode labels(ObjectNode object) {
        return object.withObject("/metadata").withObject("/labels");
    }

    private static boolean isNamespaced(String name) {
        return name.indexOf('/') > 0;
    }

    private static String namespace(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    private static void put(ObjectNode rule, String field, List<String> values) {
        ArrayNode array = rule.putArray(field);
        new ArrayList<>(values).forEach(array::add);
    }
}
