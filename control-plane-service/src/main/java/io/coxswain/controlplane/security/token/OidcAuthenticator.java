package io.coxswain.controlplane.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.coxswain.controlplane.security.Authenticator;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of an OpenID Connect issuer. Its keys are fetched when the first of its tokens comes, kept, and fetched again
 * when they grow old or a token names a key that is not among them.
 */
public final class OidcAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(OidcAuthenticator.class);
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LIMIT_BYTES = 1 << 20;
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final OidcSettings settings;
    private final DefaultResourceRetriever retriever;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;

    public OidcAuthenticator(OidcSettings settings) {
        this.settings = settings;
        this.retriever = new DefaultResourceRetriever(
                PATIENCE_MILLIS, PATIENCE_MILLIS, LIMIT_BYTES, true, IssuerTrust.socketFactory(settings));
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        String token = credentials.token();
        if (token == null || settings.issuer().isEmpty() || !isByIssuer(token)) return Optional.empty();
        try {
            return user(processor().process(token, null));
        } catch (ParseException | BadJOSEException refused) {
            LOG.debug("a token of {} is refused: {}", settings.issuer(), refused.getMessage());
        } catch (JOSEException | IOException unreachable) {
            LOG.warn("a token of {} cannot be checked: {}", settings.issuer(), unreachable.getMessage());
        }
        return Optional.empty();
    }

    private boolean isByIssuer(String token) {
        try {
            return settings.issuer()
                    .equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException none) {
            return false;
        }
    }

    private Optional<User> user(JWTClaimsSet claims) throws ParseException {
        for (Map.Entry<String, String> required : settings.requiredClaims().entrySet()) {
            if (!required.getValue().equals(claims.getClaim(required.getKey()))) return Optional.empty();
        }
        String name = claims.getStringClaim(settings.usernameClaim());
        if (name == null || name.isEmpty()) return Optional.empty();
        boolean unverified = settings.usernameClaim().equals("email")
                && claims.getClaim("email_verified") != null
                && !Boolean.TRUE.equals(claims.getClaim("email_verified"));
        if (unverified) return Optional.empty();
        Map<String, List<String>> extra =
                claims.getJWTID() == null ? Map.of() : Map.of(User.CREDENTIAL_ID, List.of("JTI=" + claims.getJWTID()));
        return Optional.of(new User(settings.user(name), "", groups(claims), extra));
    }

    private List<String> groups(JWTClaimsSet claims) {
        if (settings.groupsClaim().isEmpty()) return List.of();
        List<String> groups = new ArrayList<>();
        switch (claims.getClaim(settings.groupsClaim())) {
            case null -> {}
            case List<?> many -> many.forEach(group -> groups.add(settings.groupsPrefix() + group));
            case Object one -> groups.add(settings.groupsPrefix() + one);
        }
        return groups;
    }

    private DefaultJWTProcessor<SecurityContext> processor() throws IOException {
        DefaultJWTProcessor<SecurityContext> known = processor;
        if (known != null) return known;
        lock.lock();
        try {
            if (processor == null) processor = discover();
            return Objects.requireNonNull(processor);
        } finally {
            lock.unlock();
        }
    }

    private DefaultJWTProcessor<SecurityContext> discover() throws IOException {
        String base = settings.issuer().replaceAll("/+$", "");
        var document = Json.MAPPER.readTree(
                retriever.retrieveResource(URI.create(base + DISCOVERY).toURL()).getContent());
        String issuer = document.path("issuer").asString("");
        if (!issuer.equals(settings.issuer())) {
            throw new IOException("it calls itself \"" + issuer + "\", not \"" + settings.issuer() + "\"");
        }
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        URI.create(document.path("jwks_uri").asString("")).toURL(), retriever)
                .rateLimited(false)
                .retrying(true)
                .build();
        Set<JWSAlgorithm> algorithms =
                settings.signingAlgorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        var made = new DefaultJWTProcessor<SecurityContext>();
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                settings.clientId(),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                new HashSet<>(Set.of("exp"))));
        return made;
    }
}
