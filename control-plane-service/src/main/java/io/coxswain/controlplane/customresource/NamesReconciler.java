package io.coxswain.controlplane.customresource;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.controlplane.strategy.ApiApproval;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Accepts the names of definitions that no other of their group has, and establishes the definition then. */
public final class NamesReconciler implements Reconciler<CustomResourceDefinition> {
    private final Api api;
    private final Cache<CustomResourceDefinition> definitions;
    private final Clock clock;

    public NamesReconciler(Api api, Cache<CustomResourceDefinition> definitions, Clock clock) {
        this.api = api;
        this.definitions = definitions;
        this.clock = clock;
    }

    /** A definition that changes or goes may free a name that another one waits for. */
    @Override
    public Watches<CustomResourceDefinition> watches() {
        return Watches.of(Kinds.CUSTOM_RESOURCE_DEFINITION)
                .wokenBy(Kinds.CUSTOM_RESOURCE_DEFINITION, this::othersOfTheGroup);
    }

    private Stream<ObjectKey> othersOfTheGroup(CustomResourceDefinition definition) {
        return definitions.list(null).stream()
                .filter(other ->
                        other.getSpec().getGroup().equals(definition.getSpec().getGroup()))
                .filter(other -> other.getStatus() == null
                        || other.getStatus().getConditions().stream()
                                .anyMatch(condition -> condition.getType().equals("NamesAccepted")
                                        && !condition.getStatus().equals("True")))
                .map(ObjectKey::of);
    }

    @Override
    public Outcome reconcile(CustomResourceDefinition desired) {
        Optional<ObjectNode> found = api.find(Kinds.CUSTOM_RESOURCE_DEFINITION, ObjectKey.of(desired));
        if (found.isEmpty()) return Outcome.settled();
        ObjectNode definition = found.get();
        ObjectNode before = definition.deepCopy();
        accept(definition);
        ApiApproval.condition(definition, clock.instant());
        if (!Json.same(before, definition)) {
            try {
                api.updateStatus(Kinds.CUSTOM_RESOURCE_DEFINITION, definition);
            } catch (ApiException failure) {
                if (!failure.is(Reason.NotFound)) throw failure;
            }
        }
        return Outcome.settled();
    }

    private void accept(ObjectNode definition) {
        JsonNode wanted = definition.path("spec").path("names");
        ObjectNode status =
                definition.path("status") instanceof ObjectNode there ? there : definition.putObject("status");
        JsonNode known = status.path("acceptedNames");
        Set<String> resources = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        namesOfOthers(definition, resources, kinds);
        ObjectNode accepted = known instanceof ObjectNode object ? object.deepCopy() : Json.object();
        Conflict conflict = new Conflict();
        single(wanted, known, accepted, "plural", resources, "PluralConflict", conflict);
        single(wanted, known, accepted, "singular", resources, "SingularConflict", conflict);
        shortNames(wanted, known, accepted, resources, conflict);
        single(wanted, known, accepted, "kind", kinds, "KindConflict", conflict);
        single(wanted, known, accepted, "listKind", kinds, "ListKindConflict", conflict);
        if (wanted.has("categories"))
            accepted.set("categories", wanted.path("categories").deepCopy());
        else accepted.remove("categories");
        status.set("acceptedNames", accepted);
        if (conflict.reason == null) {
            condition(definition, "NamesAccepted", true, "NoConflicts", "no conflicts found");
            condition(definition, "Established", true, "InitialNamesAccepted", "the initial names have been accepted");
            return;
        }
        condition(definition, "NamesAccepted", false, conflict.reason, conflict.message);
        if (!new DefinitionView(definition).isTrue("Established")) {
            condition(definition, "Established", false, "NotAccepted", "not all names are accepted");
        }
    }

    private static final class Conflict {
        private @Nullable String reason;
        private String message = "";
    }

    private static void single(
            JsonNode wanted,
            JsonNode known,
            ObjectNode accepted,
            String field,
            Set<String> taken,
            String reason,
            Conflict conflict) {
        String name = wanted.path(field).asString("");
        if (!name.equals(known.path(field).asString("")) && taken.contains(name)) {
            conflict.reason = reason;
            conflict.message = inUse(name);
        } else {
            accepted.put(field, name);
        }
    }

    private static void shortNames(
            JsonNode wanted, JsonNode known, ObjectNode accepted, Set<String> taken, Conflict conflict) {
        List<String> own = Json.texts(known.path("shortNames"));
        List<String> faults = new ArrayList<>();
        for (String name : Json.texts(wanted.path("shortNames"))) {
            if (!own.contains(name) && taken.contains(name)) faults.add(inUse(name));
        }
        if (!faults.isEmpty()) {
            conflict.reason = "ShortNamesConflict";
            conflict.message = faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]";
        } else if (wanted.path("shortNames") instanceof ArrayNode names) {
            accepted.set("shortNames", names.deepCopy());
        } else {
            accepted.remove("shortNames");
        }
    }

    private static String inUse(String name) {
        return '"' + name + "\" is already in use";
    }

    /** As they are now, not as a cache has them: two definitions must not get the same name at the same moment. */
    private void namesOfOthers(ObjectNode definition, Set<String> resources, Set<String> kinds) {
        String group = new DefinitionView(definition).group();
        for (ObjectNode other : api.list(Kinds.CUSTOM_RESOURCE_DEFINITION, ListOptions.everything())
                .items()) {
            boolean counts = new DefinitionView(other).group().equals(group)
                    && !Metadata.uid(other).equals(Metadata.uid(definition));
            if (!counts) continue;
            JsonNode names = other.path("status").path("acceptedNames");
            resources.add(names.path("plural").asString(""));
            resources.add(names.path("singular").asString(""));
            resources.addAll(Json.texts(names.path("shortNames")));
            kinds.add(names.path("kind").asString(""));
            kinds.add(names.path("listKind").asString(""));
        }
        resources.remove("");
        kinds.remove("");
    }

    private void condition(ObjectNode definition, String type, boolean status, String reason, String message) {
        Conditions.set(definition, type, status, reason, message, clock.instant());
    }
}
