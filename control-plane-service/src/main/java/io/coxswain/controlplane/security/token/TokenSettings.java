package io.coxswain.controlplane.security.token;

import java.time.Duration;
import java.util.List;

/**
 * What ServiceAccount tokens say of this cluster.
 *
 * @param issuer the URL under which the cluster vouches for its tokens
 * @param audiences whom a token is for that asks for nobody else: this API
 * @param longest the longest life that a token may ask for; zero for no limit
 */
public record TokenSettings(String issuer, List<String> audiences, Duration longest) {
    public TokenSettings {
        audiences = audiences.isEmpty() ? List.of(issuer) : List.copyOf(audiences);
    }
}
