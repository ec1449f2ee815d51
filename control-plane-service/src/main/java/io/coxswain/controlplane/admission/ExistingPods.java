package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.podsecurity.Standard;
import io.coxswain.controlplane.podsecurity.Violation;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks through the Pods of a namespace for those that a new standard would refuse; they go on running. */
final class ExistingPods {
    private static final int MOST = 3000;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Clock clock;

    ExistingPods(Clock clock) {
        this.clock = clock;
    }

    /** What to tell the one who sets the standard; only the first Pods are looked at where there are very many. */
    List<String> warnings(Snapshot snapshot, String namespace, Standard standard) {
        Instant deadline = clock.instant().plus(LONGEST);
        List<ObjectNode> pods = oneOfEachControllerFirst(snapshot, namespace);
        Map<String, Set<String>> violators = new TreeMap<>();
        int checked = 0;
        for (ObjectNode pod : pods) {
            if (checked == MOST || clock.instant().isAfter(deadline)) break;
            checked++;
            String reasons = standard.violations(pod.path("metadata"), pod.path("spec")).stream()
                    .map(Violation::reason)
                    .collect(Collectors.joining(", "));
            if (reasons.isEmpty()) continue;
            violators.computeIfAbsent(reasons, _ -> new TreeSet<>()).add(Metadata.name(pod));
        }
        List<String> warnings = new ArrayList<>();
        if (checked < pods.size()) {
            warnings.add("new PodSecurity enforce level only checked against the first " + checked + " of "
                    + pods.size() + " existing pods");
        }
        if (!violators.isEmpty()) {
            warnings.add("existing pods in namespace \"" + namespace + "\" violate the new PodSecurity enforce level \""
                    + standard + "\"");
        }
        violators.entrySet().stream()
                .map(entry -> names(List.copyOf(entry.getValue())) + ": " + entry.getKey())
                .sorted()
                .forEach(warnings::add);
        return warnings;
    }

    private static String names(List<String> pods) {
        int others = pods.size() - 1;
        if (others == 0) return pods.getFirst();
        return pods.getFirst() + " (and " + others + " other pod" + (others == 1 ? "" : "s") + ")";
    }

    /** The Pods of one controller are alike, so that one of them tells of all. */
    private static List<ObjectNode> oneOfEachControllerFirst(Snapshot snapshot, String namespace) {
        List<ObjectNode> first = new ArrayList<>();
        List<ObjectNode> alike = new ArrayList<>();
        Set<String> controllers = new HashSet<>();
        List<StoredObject> stored =
                snapshot.list(Kinds.POD.resource(), namespace, null).toList();
        for (StoredObject object : stored) {
            ObjectNode pod = Json.parseObject(object.json());
            String controller = pod.path("metadata")
                    .path("ownerReferences")
                    .valueStream()
                    .filter(owner -> owner.path("controller").asBoolean(false))
                    .map(owner -> owner.path("uid"))
                    .map(JsonNode::asString)
                    .findFirst()
                    .orElse("");
            (controller.isEmpty() || controllers.add(controller) ? first : alike).add(pod);
        }
        first.addAll(alike);
        return first;
    }
}
