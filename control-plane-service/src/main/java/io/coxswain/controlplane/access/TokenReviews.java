package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.token.ServiceAccountAuthenticator;
import io.coxswain.controlplane.security.token.TokenIdentity;
import io.coxswain.controlplane.security.token.TokenSettings;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Whose a token is. */
public final class TokenReviews implements Unstored {
    private final Authenticators authenticators;
    private final ServiceAccountAuthenticator serviceAccounts;
    private final TokenSettings settings;

    public TokenReviews(
            Authenticators authenticators, ServiceAccountAuthenticator serviceAccounts, TokenSettings settings) {
        this.authenticators = authenticators;
        this.serviceAccounts = serviceAccounts;
        this.settings = settings;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.TOKEN_REVIEW;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        String token = object.path("spec").path("token").asString("");
        if (token.isEmpty()) throw ApiException.badRequest("token is required for TokenReview in authentication");
        List<String> asked = Json.texts(object.path("spec").path("audiences"));
        List<String> audiences = asked.isEmpty() ? settings.audiences() : asked;
        Optional<TokenIdentity> identity = identify(token, audiences);
        ObjectNode status = object.putObject("status");
        if (identity.isEmpty()) {
            status.putObject("user");
            status.put("error", "invalid bearer token");
            return object;
        }
        status.put("authenticated", true);
        status.set("user", SelfSubjectReviews.info(identity.get().user()));
        if (!asked.isEmpty() || !identity.get().audiences().isEmpty()) {
            identity.get().audiences().forEach(status.putArray("audiences")::add);
        }
        return object;
    }

    /** Only ServiceAccount tokens say for whom they are made; the others are for this API. */
    private Optional<TokenIdentity> identify(String token, List<String> audiences) {
        Optional<TokenIdentity> account = serviceAccounts
                .identify(token, audiences)
                .map(found -> new TokenIdentity(found.user().authenticated(), found.audiences()));
        if (account.isPresent()) return account;
        List<String> own =
                settings.audiences().stream().filter(audiences::contains).toList();
        if (own.isEmpty()) return Optional.empty();
        Optional<User> user = authenticators.find(new Credentials(null, token));
        return user.map(found -> new TokenIdentity(found, own));
    }
}
