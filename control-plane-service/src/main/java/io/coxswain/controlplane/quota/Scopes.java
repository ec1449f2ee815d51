package io.coxswain.controlplane.quota;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The scopes of a quota: which Pods it counts, and by which class of volume attributes which claims. */
final class Scopes {
    private Scopes() {}

    private record Requirement(String scope, String operator, List<String> values) {}

    static boolean include(JsonNode spec, Kind<?> kind, ObjectNode object) {
        List<Requirement> requirements = new ArrayList<>();
        Json.texts(spec.path("scopes")).forEach(scope -> requirements.add(new Requirement(scope, "Exists", List.of())));
        spec.path("scopeSelector")
                .path("matchExpressions")
                .forEach(expression -> requirements.add(new Requirement(
                        expression.path("scopeName").asString(""),
                        expression.path("operator").asString(""),
                        Json.texts(expression.path("values")))));
        return requirements.stream().allMatch(requirement -> holds(requirement, kind, object));
    }

    private static boolean holds(Requirement requirement, Kind<?> kind, ObjectNode object) {
        JsonNode spec = object.path("spec");
        if (requirement.scope().equals("VolumeAttributesClass")) {
            return kind.equals(Kinds.PERSISTENT_VOLUME_CLAIM)
                    && named(requirement, spec.path("volumeAttributesClassName").asString(""));
        }
        if (!kind.equals(Kinds.POD)) return false;
        return switch (requirement.scope()) {
            case "Terminating" -> isTerminating(spec);
            case "NotTerminating" -> !isTerminating(spec);
            case "BestEffort" -> isBestEffort(spec);
            case "NotBestEffort" -> !isBestEffort(spec);
            case "PriorityClass" ->
                named(requirement, spec.path("priorityClassName").asString(""));
            case "CrossNamespacePodAffinity" -> looksBeyondItsNamespace(spec.path("affinity"));
            default -> false;
        };
    }

    private static boolean named(Requirement requirement, String name) {
        return switch (requirement.operator()) {
            case "Exists" -> !name.isEmpty();
            case "DoesNotExist" -> name.isEmpty();
            case "In" -> requirement.values().contains(name);
            case "NotIn" -> !requirement.values().contains(name);
            default -> false;
        };
    }

    private static boolean isTerminating(JsonNode spec) {
        return spec.path("activeDeadlineSeconds").isNumber();
    }

    private static boolean isBestEffort(JsonNode spec) {
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                for (String which : List.of("requests", "limits")) {
                    JsonNode amounts = container.path("resources").path(which);
                    if (amounts.has("cpu") || amounts.has("memory")) return false;
                }
            }
        }
        return true;
    }

    private static boolean looksBeyondItsNamespace(JsonNode affinity) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            JsonNode terms = affinity.path(kind);
            for (JsonNode term : terms.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (beyond(term)) return true;
            }
            for (JsonNode term : terms.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (beyond(term.path("podAffinityTerm"))) return true;
            }
        }
        return false;
    }

    private static boolean beyond(JsonNode term) {
        return !term.path("namespaces").isEmpty()
                || term.path("namespaceSelector").isObject();
    }
}
