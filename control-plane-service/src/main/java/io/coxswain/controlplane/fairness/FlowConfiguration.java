package io.coxswain.controlplane.fairness;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Flow schemas in the order in which they are asked, and the priority levels that they name.
 *
 * @param revisions of the objects that this was read from; it changes with any of them
 */
record FlowConfiguration(long revisions, List<FlowSchema> schemas, Map<String, PriorityLevel> levels) {
    private static final String SCHEMAS = "flowschemas.flowcontrol.apiserver.k8s.io";
    private static final String LEVELS = "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io";

    /** A schema and its level. */
    record Match(FlowSchema schema, PriorityLevel level) {}

    static long revisions(Snapshot snapshot) {
        long sum = snapshot.count(SCHEMAS, "");
        for (String resource : List.of(SCHEMAS, LEVELS)) {
            sum = snapshot.list(resource, "", null)
                    .mapToLong(StoredObject::revision)
                    .reduce(sum, (all, next) -> 31 * all + next);
        }
        return sum;
    }

    /** What the objects say, completed by what every cluster has. */
    static FlowConfiguration of(Snapshot snapshot) {
        Map<String, FlowSchema> schemas = new LinkedHashMap<>();
        Map<String, PriorityLevel> levels = new LinkedHashMap<>();
        for (ObjectNode level : BootstrapFlows.levels()) {
            PriorityLevel given = PriorityLevel.of(level);
            levels.put(given.name(), given);
        }
        for (ObjectNode schema : BootstrapFlows.schemas()) {
            FlowSchema given = FlowSchema.of(schema);
            schemas.put(given.name(), given);
        }
        trees(snapshot, LEVELS).stream().map(PriorityLevel::of).forEach(level -> levels.put(level.name(), level));
        trees(snapshot, SCHEMAS).stream().map(FlowSchema::of).forEach(schema -> schemas.put(schema.name(), schema));
        return new FlowConfiguration(
                revisions(snapshot),
                schemas.values().stream().sorted(FlowSchema.ORDER).toList(),
                Map.copyOf(levels));
    }

    /** The first schema that matches and whose level is there; the last of all matches every request. */
    Match match(FlowRequest request) {
        for (FlowSchema schema : schemas) {
            PriorityLevel level = levels.get(schema.level());
            if (level != null && schema.matches(request)) return new Match(schema, level);
        }
        throw new IllegalStateException("no flow schema covers " + request);
    }

    private static List<ObjectNode> trees(Snapshot snapshot, String resource) {
        List<ObjectNode> trees = new ArrayList<>();
        snapshot.list(resource, "", null)
                .forEach(object -> trees.add(object.body().tree(object.revision())));
        return trees;
    }
}
