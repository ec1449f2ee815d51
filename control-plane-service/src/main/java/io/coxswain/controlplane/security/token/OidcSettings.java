package io.coxswain.controlplane.security.token;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer whose tokens are accepted.
 *
 * @param issuer its URL; empty where there is none
 * @param clientId whom its tokens must be for
 * @param usernameClaim the claim that becomes the user's name
 * @param usernamePrefix put before the name; "-" for none, empty for the issuer and "#" unless the claim is email
 * @param groupsClaim the claim that holds the groups; empty for none
 * @param groupsPrefix put before each group
 * @param requiredClaims what a token must say to be accepted
 * @param certificateAuthority the PEM file that the issuer's certificate is checked with; null for the machine's
 * @param signingAlgorithms the algorithms that are accepted
 */
public record OidcSettings(
        String issuer,
        String clientId,
        String usernameClaim,
        String usernamePrefix,
        String groupsClaim,
        String groupsPrefix,
        Map<String, String> requiredClaims,
        @Nullable Path certificateAuthority,
        List<String> signingAlgorithms) {
    public OidcSettings {
        requiredClaims = Map.copyOf(requiredClaims);
        signingAlgorithms = List.copyOf(signingAlgorithms);
        if (!issuer.isEmpty() && !issuer.startsWith("https://")) {
            throw new IllegalArgumentException("the OIDC issuer " + issuer + " must be a URL with https");
        }
        if (!issuer.isEmpty() && clientId.isEmpty()) {
            throw new IllegalArgumentException("the OIDC issuer " + issuer + " needs a client id");
        }
    }

    String user(String claim) {
        if (usernamePrefix.equals("-")) return claim;
        if (!usernamePrefix.isEmpty()) return usernamePrefix + claim;
        return usernameClaim.equals("email") ? claim : issuer + "#" + claim;
    }
}
