package io.coxswain.controlplane.security.token;

import io.coxswain.controlplane.security.ServiceAccountName;
import io.coxswain.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Issues the tokens of ServiceAccounts, with their claims in Kubernetes' layout. */
public final class ServiceAccountTokens {
    static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
    static final String LEGACY_CLAIM = "kubernetes.io/serviceaccount/";
    static final String CLAIM = "kubernetes.io";

    private final TokenSigner signer;
    private final Clock clock;

    public ServiceAccountTokens(TokenSigner signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * What a token is to say.
     *
     * @param warnAfter when its use is told of though it still lives; zero for never
     */
    public record Wanted(
            String issuer,
            ServiceAccountName account,
            String uid,
            List<String> audiences,
            List<BoundObject> bound,
            Duration life,
            Duration warnAfter) {}

    public String issue(Wanted wanted) {
        Instant now = clock.instant();
        ObjectNode claims = Json.object();
        wanted.audiences().forEach(claims.putArray("aud")::add);
        claims.put("exp", now.plus(wanted.life()).getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("iss", wanted.issuer())
                .put("jti", UUID.randomUUID().toString());
        ObjectNode of =
                claims.putObject(CLAIM).put("namespace", wanted.account().namespace());
        for (BoundObject bound : wanted.bound()) {
            of.putObject(bound.claim()).put("name", bound.name()).put("uid", bound.uid());
        }
        of.putObject("serviceaccount").put("name", wanted.account().name()).put("uid", wanted.uid());
        if (!wanted.warnAfter().isZero()) {
            of.put("warnafter", now.plus(wanted.warnAfter()).getEpochSecond());
        }
        claims.put("nbf", now.getEpochSecond()).put("sub", wanted.account().user());
        return signer.sign(claims);
    }

    /** A token without an end, which lives as long as the Secret that holds it. */
    public String issueForSecret(ServiceAccountName account, String uid, String secret) {
        ObjectNode claims = Json.object()
                .put("iss", LEGACY_ISSUER)
                .put(LEGACY_CLAIM + "namespace", account.namespace())
                .put(LEGACY_CLAIM + "secret.name", secret)
                .put(LEGACY_CLAIM + "service-account.name", account.name())
                .put(LEGACY_CLAIM + "service-account.uid", uid)
                .put("sub", account.user());
        return signer.sign(claims);
    }
}
