package io.coxswain.controlplane.fairness;

import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which requests go to which priority level, and what makes a flow of them. */
record FlowSchema(String name, String uid, int precedence, String level, Distinguisher distinguisher, JsonNode rules) {
    /** In the order in which they are asked. */
    static final Comparator<FlowSchema> ORDER =
            Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name);

    private static final int DEFAULT_PRECEDENCE = 1000;
    private static final String ALL = "*";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    static FlowSchema of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        return new FlowSchema(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                spec.path("matchingPrecedence").asInt(DEFAULT_PRECEDENCE),
                spec.path("priorityLevelConfiguration").path("name").asString(""),
                switch (spec.path("distinguisherMethod").path("type").asString("")) {
                    case "ByUser" -> Distinguisher.BY_USER;
                    case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
                    default -> Distinguisher.NONE;
                },
                spec.path("rules"));
    }

    boolean matches(FlowRequest request) {
        return rules.valueStream()
                .anyMatch(rule -> rule.path("subjects").valueStream().anyMatch(subject -> is(subject, request.user()))
                        && covers(rule, request));
    }

    /** Tells the flows of this schema apart. */
    String flow(FlowRequest request) {
        return switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> request.user().name();
            case BY_NAMESPACE -> Objects.requireNonNullElse(request.namespace(), "");
        };
    }

    private static boolean is(JsonNode subject, User user) {
        return switch (subject.path("kind").asString("")) {
            case "User" -> isAny(subject.path("user").path("name"), user.name());
            case "Group" ->
                user.groups().stream()
                        .anyMatch(group -> isAny(subject.path("group").path("name"), group));
            case "ServiceAccount" -> {
                JsonNode account = subject.path("serviceAccount");
                String prefix = SERVICE_ACCOUNT + account.path("namespace").asString("") + ":";
                yield user.name().startsWith(prefix)
                        && isAny(account.path("name"), user.name().substring(prefix.length()));
            }
            default -> false;
        };
    }

    private static boolean isAny(JsonNode pattern, String value) {
        return pattern.asString("").equals(ALL) || pattern.asString("").equals(value);
    }

    private static boolean covers(JsonNode rule, FlowRequest request) {
        return request.path().isEmpty()
                ? rule.path("resourceRules").valueStream().anyMatch(resource -> coversResource(resource, request))
                : rule.path("nonResourceRules").valueStream().anyMatch(path -> coversPath(path, request));
    }

    private static boolean coversResource(JsonNode rule, FlowRequest request) {
        return names(rule.path("verbs"), request.verb())
                && names(rule.path("apiGroups"), request.group())
                && names(rule.path("resources"), request.resource())
                && (request.namespace() == null
                        ? rule.path("clusterScope").asBoolean(false)
                        : names(rule.path("namespaces"), request.namespace()));
    }

    private static boolean coversPath(JsonNode rule, FlowRequest request) {
        return names(rule.path("verbs"), request.verb())
                && Json.texts(rule.path("nonResourceURLs")).stream()
                        .anyMatch(url -> url.equals(ALL)
                                || url.equals(request.path())
                                || (url.endsWith("/*")
                                        && request.path().startsWith(url.substring(0, url.length() - 1))));
    }

    private static boolean names(JsonNode list, String value) {
        List<String> texts = Json.texts(list);
        return texts.contains(ALL) || texts.contains(value);
    }
}
