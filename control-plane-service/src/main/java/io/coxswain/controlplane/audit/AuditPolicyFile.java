package io.coxswain.controlplane.audit;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.databind.JsonNode;

/** Reads a {@code Policy} of {@code audit.k8s.io/v1}; what it does not know it refuses. */
final class AuditPolicyFile {
    private static final Set<String> OF_POLICY =
            Set.of("apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields");
    private static final Set<String> OF_RULE = Set.of(
            "level",
            "users",
            "userGroups",
            "verbs",
            "resources",
            "namespaces",
            "nonResourceURLs",
            "omitStages",
            "omitManagedFields");
    private static final Set<String> OF_RESOURCES = Set.of("group", "resources", "resourceNames");

    private final Path file;

    private AuditPolicyFile(Path file) {
        this.file = file;
    }

    static AuditPolicy read(Path file) {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return new AuditPolicyFile(file).policy(Json.MAPPER.valueToTree(tree));
        } catch (YAMLException unreadable) {
            throw new IllegalArgumentException("audit policy " + file + ": " + unreadable.getMessage(), unreadable);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("audit policy " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private AuditPolicy policy(JsonNode tree) {
        String kind =
                tree.path("apiVersion").asString("") + " " + tree.path("kind").asString("");
        if (!kind.equals("audit.k8s.io/v1 Policy")) throw wrong("is no Policy of audit.k8s.io/v1");
        known(tree, OF_POLICY, "");
        List<AuditRule> rules = new ArrayList<>();
        for (JsonNode rule : tree.path("rules")) rules.add(rule(rule, "rules[" + rules.size() + "]"));
        if (rules.isEmpty()) throw wrong("has no rules");
        return new AuditPolicy(
                List.copyOf(rules),
                stages(tree, ""),
                tree.path("omitManagedFields").asBoolean(false));
    }

    private AuditRule rule(JsonNode rule, String at) {
        known(rule, OF_RULE, at + ".");
        List<AuditRule.Resources> resources = new ArrayList<>();
        for (JsonNode some : rule.path("resources")) {
            known(some, OF_RESOURCES, at + ".resources.");
            resources.add(new AuditRule.Resources(
                    some.path("group").asString(""),
                    Json.texts(some.path("resources")),
                    Json.texts(some.path("resourceNames"))));
        }
        List<String> urls = Json.texts(rule.path("nonResourceURLs"));
        if (!urls.isEmpty() && (!resources.isEmpty() || !rule.path("namespaces").isEmpty())) {
            throw wrong(at + ": rules cannot apply to both regular resources and non-resource URLs");
        }
        JsonNode managed = rule.path("omitManagedFields");
        return new AuditRule(
                named(AuditLevel.class, rule.path("level").asString(""), at + ".level"),
                Json.texts(rule.path("users")),
                Json.texts(rule.path("userGroups")),
                Json.texts(rule.path("verbs")),
                resources,
                Json.texts(rule.path("namespaces")),
                urls,
                stages(rule, at + "."),
                flag(managed));
    }

    private static @Nullable Boolean flag(JsonNode value) {
        return value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
    }

    private Set<AuditStage> stages(JsonNode of, String at) {
        Set<AuditStage> stages = EnumSet.noneOf(AuditStage.class);
        for (String name : Json.texts(of.path("omitStages"))) {
            stages.add(named(AuditStage.class, name, at + "omitStages"));
        }
        return stages;
    }

    private <E extends Enum<E>> E named(Class<E> type, String name, String at) {
        for (E value : type.getEnumConstants()) if (value.name().equals(name)) return value;
        throw wrong(at + ": \"" + name + "\" is none of " + List.of(type.getEnumConstants()));
    }

    private void known(JsonNode of, Set<String> fields, String at) {
        of.propertyNames().forEach(field -> {
            if (!fields.contains(field)) throw wrong(at + field + " is not a known field");
        });
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("audit policy " + file + ": " + what);
    }
}
