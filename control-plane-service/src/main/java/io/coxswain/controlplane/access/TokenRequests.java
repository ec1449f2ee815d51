package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.CreatedSubresource;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.ServiceAccountName;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.node.NodeName;
import io.coxswain.controlplane.security.token.BoundObject;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.controlplane.security.token.TokenSettings;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import io.coxswain.status.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code serviceaccounts/token}: makes a token for a ServiceAccount, bound to a Pod, a Secret or a Node if so asked.
 */
public final class TokenRequests implements CreatedSubresource {
    private static final String GROUP = "authentication.k8s.io";
    private static final long DEFAULT_SECONDS = 3600;
    private static final long SHORTEST_SECONDS = 600;
    private static final long LONGEST_SECONDS = 1L << 32;
    /** By this odd number a kubelet says that its Pod's client may be one that never reads its token again. */
    private static final long SECONDS_OF_A_POD = 3607;

    private static final Duration EXTENDED = Duration.ofDays(365);

    private final ResourceService resources;
    private final ServiceAccountTokens tokens;
    private final TokenSettings settings;
    private final Clock clock;

    public TokenRequests(ResourceService resources, ServiceAccountTokens tokens, TokenSettings settings, Clock clock) {
        this.resources = resources;
        this.tokens = tokens;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.SERVICE_ACCOUNT;
    }

    @Override
    public String subresource() {
        return "token";
    }

    @Override
    public ObjectNode create(ObjectKey key, ObjectNode request, WriteOptions options) {
        ObjectNode account = find(Kinds.SERVICE_ACCOUNT, key)
                .orElseThrow(() -> ApiException.notFound(Kinds.SERVICE_ACCOUNT, key.name()));
        ObjectNode spec = request.withObject("/spec");
        if (spec.path("audiences").isEmpty()) settings.audiences().forEach(spec.putArray("audiences")::add);
        if (!spec.path("expirationSeconds").isIntegralNumber()) spec.put("expirationSeconds", DEFAULT_SECONDS);
        long seconds = spec.path("expirationSeconds").asLong(0);
        validate(key, seconds);
        if (!settings.longest().isZero())
            seconds = Math.min(seconds, settings.longest().toSeconds());
        restrictNode(options.user(), key, spec.path("boundObjectRef"));
        List<BoundObject> bound = bound(spec.path("boundObjectRef"), account);
        List<String> audiences = Json.texts(spec.path("audiences"));
        boolean extended = seconds == SECONDS_OF_A_POD
                && audiences.equals(settings.audiences())
                && bound.stream().anyMatch(object -> object.kind().equals("Pod"));
        Duration life = Duration.ofSeconds(seconds);
        String token = options.dryRun()
                ? ""
                : tokens.issue(new ServiceAccountTokens.Wanted(
                        settings.issuer(),
                        new ServiceAccountName(Objects.requireNonNull(key.namespace()), key.name()),
                        Metadata.uid(account),
                        audiences,
                        bound,
                        extended ? EXTENDED : life,
                        extended ? life : Duration.ZERO));
        ObjectNode answer = Json.object().put("kind", "TokenRequest").put("apiVersion", GROUP + "/v1");
        answer.putObject("metadata")
                .put("name", key.name())
                .put("namespace", key.namespace())
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        answer.set("spec", spec.put("expirationSeconds", seconds));
        answer.putObject("status")
                .put(
                        "expirationTimestamp",
                        clock.instant()
                                .plus(life)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .put("token", token);
        return answer;
    }

    private static void validate(ObjectKey key, long seconds) {
        List<FieldError> errors = new ArrayList<>();
        if (seconds < SHORTEST_SECONDS) {
            errors.add(FieldError.invalid(
                    "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
        }
        if (seconds > LONGEST_SECONDS) {
            errors.add(FieldError.invalid(
                    "spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"));
        }
        if (!errors.isEmpty()) throw ApiException.invalid(GROUP, "TokenRequest", key.name(), errors);
    }

    /** A node gets tokens only for the Pods that run on it. */
    private void restrictNode(User user, ObjectKey key, JsonNode reference) {
        Optional<String> node = NodeName.of(user);
        if (node.isEmpty()) return;
        String why = null;
        if (!reference.path("kind").asString("").equals("Pod")) why = "node requested token not bound to a pod";
        else if (reference.path("uid").asString("").isEmpty()) {
            why = "node requested token with a pod binding without a uid";
        } else if (find(
                        Kinds.POD,
                        new ObjectKey(key.namespace(), reference.path("name").asString("")))
                .filter(pod -> pod.path("spec").path("nodeName").asString("").equals(node.get()))
                .isEmpty()) {
            why = "node requested token bound to a pod scheduled on a different node";
        }
        if (why != null) throw ApiException.forbidden(Kinds.SERVICE_ACCOUNT, key.name(), why);
    }

    private List<BoundObject> bound(JsonNode reference, ObjectNode account) {
        if (!reference.isObject()) return List.of();
        String kind = reference.path("kind").asString("");
        String name = reference.path("name").asString("");
        String namespace = Metadata.namespace(account);
        return switch (reference.path("apiVersion").asString("") + "/" + kind) {
            case "v1/Pod" -> {
                ObjectNode pod = object(Kinds.POD, new ObjectKey(namespace, name), reference);
                if (!pod.path("spec").path("serviceAccountName").asString("").equals(Metadata.name(account))) {
                    throw ApiException.badRequest("cannot bind token for serviceaccount \"" + Metadata.name(account)
                            + "\" to pod running with different serviceaccount name.");
                }
                yield withNode(pod);
            }
            case "v1/Secret" -> List.of(bound(kind, object(Kinds.SECRET, new ObjectKey(namespace, name), reference)));
            case "v1/Node" -> List.of(bound(kind, object(Kinds.NODE, new ObjectKey(null, name), reference)));
            default ->
                throw ApiException.badRequest("cannot bind token to object of type "
                        + reference.path("apiVersion").asString("") + ", Kind=" + kind);
        };
    }

    /** The token of a Pod tells where the Pod runs, too. */
    private List<BoundObject> withNode(ObjectNode pod) {
        String node = pod.path("spec").path("nodeName").asString("");
        Optional<ObjectNode> found = node.isEmpty() ? Optional.empty() : find(Kinds.NODE, new ObjectKey(null, node));
        List<BoundObject> bound = new ArrayList<>();
        found.ifPresent(object -> bound.add(bound("Node", object)));
        bound.add(bound("Pod", pod));
        return bound;
    }

    private static BoundObject bound(String kind, ObjectNode object) {
        return new BoundObject(kind, Metadata.name(object), Metadata.uid(object));
    }

    private ObjectNode object(Kind<?> kind, ObjectKey key, JsonNode reference) {
        ObjectNode found = find(kind, key).orElseThrow(() -> ApiException.notFound(kind, key.name()));
        String uid = reference.path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(found))) {
            throw ApiException.conflict(
                    kind,
                    key.name(),
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. The object"
                            + " might have been deleted and then recreated");
        }
        return found;
    }

    private Optional<ObjectNode> find(Kind<?> kind, ObjectKey key) {
        try {
            var stored = resources.get(kind, key, "");
            return Optional.of(stored.body().tree(stored.revision()));
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return Optional.empty();
            throw failure;
        }
    }
}
