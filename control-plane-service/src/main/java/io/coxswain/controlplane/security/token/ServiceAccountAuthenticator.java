package io.coxswain.controlplane.security.token;

import io.coxswain.controlplane.security.Authenticator;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.ServiceAccountName;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tokens of ServiceAccounts, good while the account and what they are bound to are there. */
public final class ServiceAccountAuthenticator implements Authenticator {
    private static final Duration LEEWAY = Duration.ofSeconds(10);
    /** Something that is being deleted may still use its token for a moment, to tidy up. */
    private static final Duration AFTER_DELETION = Duration.ofSeconds(60);

    private static final String EXTRA = "authentication.kubernetes.io/";

    private final TokenSigner signer;
    private final TokenSettings settings;
    private final Store store;
    private final Clock clock;

    public ServiceAccountAuthenticator(TokenSigner signer, TokenSettings settings, Store store, Clock clock) {
        this.signer = signer;
        this.settings = settings;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        if (credentials.token() == null) return Optional.empty();
        return identify(credentials.token(), settings.audiences()).map(TokenIdentity::user);
    }

    /** Whose token it is, where it was made for one of these audiences. */
    public Optional<TokenIdentity> identify(String token, List<String> audiences) {
        Optional<ObjectNode> signed = signer.claims(token);
        if (signed.isEmpty()) return Optional.empty();
        ObjectNode claims = signed.get();
        String issuer = claims.path("iss").asString("");
        if (issuer.equals(ServiceAccountTokens.LEGACY_ISSUER)) return legacy(token, claims, audiences);
        if (!issuer.equals(settings.issuer()) || !isTimely(claims)) return Optional.empty();
        List<String> matching = Json.texts(claims.path("aud")).stream()
                .filter(audiences::contains)
                .toList();
        return matching.isEmpty() ? Optional.empty() : bound(claims).map(user -> new TokenIdentity(user, matching));
    }

    private boolean isTimely(JsonNode claims) {
        Instant now = clock.instant();
        return now.minus(LEEWAY).getEpochSecond() < claims.path("exp").asLong(0)
                && now.plus(LEEWAY).getEpochSecond() >= claims.path("nbf").asLong(Long.MAX_VALUE);
    }

    private Optional<User> bound(JsonNode claims) {
        JsonNode of = claims.path(ServiceAccountTokens.CLAIM);
        String namespace = of.path("namespace").asString("");
        JsonNode account = of.path("serviceaccount");
        var name = new ServiceAccountName(namespace, account.path("name").asString(""));
        Snapshot snapshot = store.cached();
        if (!isThere(snapshot, "serviceaccounts", namespace, account)
                || !isThere(snapshot, "secrets", namespace, of.path("secret"))
                || !isThere(snapshot, "pods", namespace, of.path("pod"))) {
            return Optional.empty();
        }
        // A token of a Pod tells of its node; only one that is bound to the node itself ends with it.
        if (of.path("pod").isMissingNode() && !isThere(snapshot, "nodes", "", of.path("node"))) return Optional.empty();
        Map<String, List<String>> extra = new HashMap<>();
        extra.put(User.CREDENTIAL_ID, List.of("JTI=" + claims.path("jti").asString("")));
        for (String kind : List.of("pod", "node")) {
            JsonNode object = of.path(kind);
            if (object.isMissingNode()) continue;
            extra.put(EXTRA + kind + "-name", List.of(object.path("name").asString("")));
            extra.put(EXTRA + kind + "-uid", List.of(object.path("uid").asString("")));
        }
        return Optional.of(new User(name.user(), account.path("uid").asString(""), name.groups(), extra));
    }

    private Optional<TokenIdentity> legacy(String token, JsonNode claims, List<String> audiences) {
        String namespace = claim(claims, "namespace");
        var name = new ServiceAccountName(namespace, claim(claims, "service-account.name"));
        String uid = claim(claims, "service-account.uid");
        Snapshot snapshot = store.cached();
        JsonNode account = Json.object().put("name", name.name()).put("uid", uid);
        boolean good = claims.path("sub").asString("").equals(name.user())
                && isThere(snapshot, "serviceaccounts", namespace, account)
                && find(snapshot, "secrets", namespace, claim(claims, "secret.name"))
                        .filter(secret -> !isGone(secret))
                        .filter(secret -> holds(secret, token))
                        .isPresent()
                && settings.audiences().stream().anyMatch(audiences::contains);
        if (!good) return Optional.empty();
        return Optional.of(
                new TokenIdentity(new User(name.user(), uid, name.groups(), Map.of()), settings.audiences()));
    }

    private static String claim(JsonNode claims, String name) {
        return claims.path(ServiceAccountTokens.LEGACY_CLAIM + name).asString("");
    }

    private static boolean holds(ObjectNode secret, String token) {
        byte[] kept =
                Base64.getDecoder().decode(secret.path("data").path("token").asString(""));
        return MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8));
    }

    /** True where the claims name no such object. */
    private boolean isThere(Snapshot snapshot, String resource, String namespace, JsonNode named) {
        if (named.isMissingNode()) return true;
        return find(snapshot, resource, namespace, named.path("name").asString(""))
                .filter(object -> Metadata.uid(object).equals(named.path("uid").asString("")))
                .filter(object -> !isGone(object))
                .isPresent();
    }

    private boolean isGone(ObjectNode object) {
        String deleted = Metadata.text(object, "deletionTimestamp");
        return deleted != null && Instant.parse(deleted).plus(AFTER_DELETION).isBefore(clock.instant());
    }

    private static Optional<ObjectNode> find(Snapshot snapshot, String resource, String namespace, String name) {
        Optional<StoredObject> found = snapshot.get(new StoreKey(resource, namespace, name));
        return found.map(object -> object.body().tree(object.revision()));
    }
}
