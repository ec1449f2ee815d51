package io.coxswain.controlplane.strategy.apiregistration;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** APIServices: one for each version of each group, served by this server or, one day, by another. */
public record ApiServiceStrategy(Clock clock) implements Strategy {
    private static final int HIGHEST_GROUP = 20_000;
    private static final int HIGHEST_VERSION = 1000;
    private static final int CORE_PRIORITY = 18_000;
    private static final int GROUP_PRIORITY = 17_000;
    private static final int VERSION_PRIORITY = 15;
    private static final int CUSTOM_GROUP_PRIORITY = 1000;
    private static final int CUSTOM_VERSION_PRIORITY = 100;
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final String AT_START = "onstart";
    private static final String WITH_DEFINITIONS = "true";

    /** Those of the groups that this server serves itself. */
    public static List<ObjectNode> local(List<Kind<?>> kinds) {
        return kinds.stream()
                .map(kind -> List.of(kind.group(), kind.version()))
                .distinct()
                .sorted(Comparator.comparing(List::toString))
                .map(version -> {
                    boolean core = version.getFirst().isEmpty();
                    return local(
                            version.getFirst(),
                            version.getLast(),
                            AT_START,
                            core ? CORE_PRIORITY : GROUP_PRIORITY,
                            core ? 1 : VERSION_PRIORITY);
                })
                .toList();
    }

    /** That of a group and version which CustomResourceDefinitions have. */
    public static ObjectNode ofDefinitions(String group, String version) {
        return local(group, version, WITH_DEFINITIONS, CUSTOM_GROUP_PRIORITY, CUSTOM_VERSION_PRIORITY);
    }

    /** Whether it comes and goes with CustomResourceDefinitions. */
    public static boolean followsDefinitions(ObjectNode service) {
        return WITH_DEFINITIONS.equals(Metadata.labels(service).get(MANAGED));
    }

    @Override
    public Kind<?> kind() {
        return Kinds.API_SERVICE;
    }

    @Override
    public List<String> nameFaults(String name) {
        return Formats.pathSegment(name);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        if (object.path("spec").path("service") instanceof ObjectNode service) Fields.setDefault(service, "port", 443);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        if (!Fields.has(object.path("spec"), "service")) {
            object.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Available")
                    .put("status", "True")
                    .put(
                            "lastTransitionTime",
                            Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("reason", "Local")
                    .put("message", "Local APIServices are always available");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place service = Place.of(object, errors);
        Place spec = service.at("spec");
        Place group = spec.at("group");
        Place version = spec.at("version");
        String wanted = version.text() + "." + group.text();
        if (!Metadata.name(object).isEmpty() && !Metadata.name(object).equals(wanted)) {
            service.at("metadata").at("name").invalid("must be `spec.version+\".\"+spec.group`: \"" + wanted + "\"");
        }
        if (group.isEmpty() && !version.text().equals("v1")) {
            group.required("only v1 may have an empty group and it better be legacy kube");
        }
        if (!group.isEmpty()) group.form(Names::subdomain);
        version.form(Names::dns1035Label);
        within(spec.at("groupPriorityMinimum"), HIGHEST_GROUP);
        within(spec.at("versionPriority"), HIGHEST_VERSION);
        target(spec);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        for (Place condition : Place.of(object, errors).at("status").each("conditions")) {
            condition.at("status").oneOf(List.of("True", "False", "Unknown"));
        }
    }

    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        boolean other = Fields.has(object.path("spec"), "service");
        boolean before = old != null && Fields.has(old.path("spec"), "service");
        if (!other || before) return List.of();
        String group = Fields.text(object.path("spec"), "group");
        String version = Fields.text(object.path("spec"), "version");
        boolean builtIn = Kinds.ALL.stream()
                .anyMatch(kind -> kind.group().equals(group) && kind.version().equals(version));
        return List.of(
                builtIn
                        ? "this server serves " + group + "/" + version + " itself and goes on to do so: requests are"
                                + " not forwarded to the service of this APIService"
                        : "APIServices of other servers are stored, but this server does not forward requests to them");
    }

    private static void target(Place spec) {
        Place service = spec.at("service");
        Place bundle = spec.at("caBundle");
        Place insecure = spec.at("insecureSkipTLSVerify");
        boolean skips = insecure.value().asBoolean(false);
        if (!service.isSet()) {
            if (!bundle.isEmpty()) bundle.invalid("local APIServices may not have a caBundle");
            if (skips) insecure.invalid("local APIServices may not have insecureSkipTLSVerify");
            return;
        }
        service.at("namespace").isGiven("");
        service.at("name").isGiven("");
        for (String fault : Names.portNumber(service.at("port").number())) {
            service.at("port").invalid("port is not valid: " + fault);
        }
        if (skips && !bundle.isEmpty()) insecure.invalid("may not be true if caBundle is present");
    }

    private static void within(Place priority, int highest) {
        if (priority.number() <= 0 || priority.number() > highest) {
            priority.invalid("must be positive and less than " + highest);
        }
    }

    private static ObjectNode local(
            String group, String version, String managed, int groupPriority, int versionPriority) {
        ObjectNode service = Json.object();
        service.putObject("metadata")
                .put("name", version + "." + group)
                .putObject("labels")
                .put(MANAGED, managed);
        ObjectNode spec = service.putObject("spec");
        if (!group.isEmpty()) spec.put("group", group);
        spec.put("version", version).put("groupPriorityMinimum", groupPriority).put("versionPriority", versionPriority);
        return service;
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.group");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("spec.group", Fields.text(object.path("spec"), "group"));
    }
}
