package io.coxswain.controlplane;

import io.coxswain.controlplane.security.token.OidcSettings;
import io.coxswain.controlplane.security.token.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom the API server believes, and what its tokens say.
 *
 * @param tokenFile static tokens, as lines of {@code token,user,uid,"group1,group2"}; none where it is absent
 * @param serviceAccountIssuer the URL under which ServiceAccount tokens are issued
 * @param apiAudiences for whom a token is made that asks for nobody else; the issuer where it is empty
 * @param longestServiceAccountToken the longest life that a token may ask for; zero for no limit
 */
@ConfigurationProperties("coxswain.control-plane.authentication")
public record AuthenticationProperties(
        @Nullable Path tokenFile,

        @DefaultValue("https://kubernetes.default.svc.cluster.local")
        String serviceAccountIssuer,

        @DefaultValue List<String> apiAudiences,
        @DefaultValue("0s") Duration longestServiceAccountToken,
        @DefaultValue Oidc oidc) {
    /** An OpenID Connect issuer; see {@link OidcSettings}. */
    public record Oidc(
            @DefaultValue("") String issuer,
            @DefaultValue("") String clientId,
            @DefaultValue("sub") String usernameClaim,
            @DefaultValue("") String usernamePrefix,
            @DefaultValue("") String groupsClaim,
            @DefaultValue("") String groupsPrefix,
            @DefaultValue Map<String, String> requiredClaims,
            @Nullable Path certificateAuthority,
            @DefaultValue("RS256") List<String> signingAlgorithms) {}

    TokenSettings tokens() {
        return new TokenSettings(serviceAccountIssuer, apiAudiences, longestServiceAccountToken);
    }

    OidcSettings oidcSettings() {
        return new OidcSettings(
                oidc.issuer(),
                oidc.clientId(),
                oidc.usernameClaim(),
                oidc.usernamePrefix(),
                oidc.groupsClaim(),
                oidc.groupsPrefix(),
                oidc.requiredClaims(),
                oidc.certificateAuthority(),
                oidc.signingAlgorithms());
    }
}
