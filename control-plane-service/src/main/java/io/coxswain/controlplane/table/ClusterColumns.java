package io.coxswain.controlplane.table;

import io.coxswain.controlplane.table.FieldColumns.Cell;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of what the cluster says of itself: priorities, runtimes, flows, APIs and admission. */
final class ClusterColumns {
    private ClusterColumns() {}

    static Columns priorityClasses() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.number("Value", "The priority of the Pods.", priority -> Cells.number(priority.path("value"))),
                new Cell(
                        new Column("Global-Default", "boolean", "", "Whether Pods without a class have it.", 0),
                        (priority, now) -> priority.path("globalDefault").asBoolean(false)),
                Cell.AGE,
                Cell.text("PreemptionPolicy", "Whether others give way.", StorageColumns.field("preemptionPolicy")));
    }

    static Columns runtimeClasses() {
        return FieldColumns.of(
                Cell.NAME, Cell.text("Handler", "The runtime of the Pods.", StorageColumns.field("handler")), Cell.AGE);
    }

    static Columns flowSchemas() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text(
                        "PriorityLevel",
                        "The level of the requests.",
                        StorageColumns.at("/spec/priorityLevelConfiguration/name")),
                Cell.number(
                        "MatchingPrecedence",
                        "The order of the schemas.",
                        schema -> Cells.number(schema.at("/spec/matchingPrecedence"))),
                Cell.text(
                        "DistinguisherMethod",
                        "What makes a flow.",
                        schema -> Cells.textOr(schema.at("/spec/distinguisherMethod/type"), Cells.NONE)),
                Cell.AGE,
                Cell.text("MissingPL", "Whether the level is missing.", ClusterColumns::missingLevel));
    }

    static Columns priorityLevels() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("Type", "Whether the level has a limit.", StorageColumns.at("/spec/type")),
                level("NominalConcurrencyShares", "/spec/limited/nominalConcurrencyShares"),
                level("Queues", "/spec/limited/limitResponse/queuing/queues"),
                level("HandSize", "/spec/limited/limitResponse/queuing/handSize"),
                level("QueueLengthLimit", "/spec/limited/limitResponse/queuing/queueLengthLimit"),
                Cell.AGE);
    }

    static Columns apiServices() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("Service", "The Service that serves the API.", service -> {
                    JsonNode target = service.at("/spec/service");
                    return target.isObject()
                            ? Cells.text(target.path("namespace")) + "/" + Cells.text(target.path("name"))
                            : "Local";
                }),
                Cell.text("Available", "Whether the API answers.", ClusterColumns::available),
                Cell.AGE);
    }

    static Columns webhooks() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.number(
                        "Webhooks",
                        "How many webhooks there are.",
                        configuration -> configuration.path("webhooks").size()),
                Cell.AGE);
    }

    static Columns policies(String name, String field) {
        return FieldColumns.of(
                Cell.NAME,
                Cell.number(
                        name,
                        "How many of them there are.",
                        policy -> policy.path("spec").path(field).size()),
                Cell.text("ParamKind", "The kind of the parameters.", policy -> {
                    JsonNode kind = policy.at("/spec/paramKind");
                    return kind.isObject()
                            ? Cells.text(kind.path("apiVersion")) + "/" + Cells.text(kind.path("kind"))
                            : Cells.UNSET;
                }),
                Cell.AGE);
    }

    static Columns policyBindings() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("PolicyName", "The policy that is bound.", StorageColumns.at("/spec/policyName")),
                Cell.text("ParamRef", "The parameters.", ClusterColumns::parameters),
                Cell.AGE);
    }

    private static Cell level(String name, String pointer) {
        return Cell.text(name, "A limit of the level.", level -> {
            JsonNode value = level.at(pointer);
            return value.isNumber() ? Long.toString(value.longValue()) : Cells.NONE;
        });
    }

    private static String missingLevel(ObjectNode schema) {
        for (JsonNode condition : schema.at("/status/conditions")) {
            if ("Dangling".equals(Cells.text(condition.path("type")))) return Cells.text(condition.path("status"));
        }
        return "?";
    }

    private static String available(ObjectNode service) {
        for (JsonNode condition : service.at("/status/conditions")) {
            if (!"Available".equals(Cells.text(condition.path("type")))) continue;
            String status = Cells.text(condition.path("status"));
            return status.equals("True") ? status : status + " (" + Cells.text(condition.path("reason")) + ")";
        }
        return "Unknown";
    }

    private static String parameters(ObjectNode binding) {
        JsonNode reference = binding.at("/spec/paramRef");
        if (!reference.isObject()) return Cells.UNSET;
        String namespace = Cells.text(reference.path("namespace"));
        String name = reference.path("selector").isObject()
                ? Cells.selector(reference.path("selector"))
                : Cells.text(reference.path("name"));
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
