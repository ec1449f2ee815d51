package io.coxswain.controlplane.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.coxswain.controlplane.security.Recent;
import io.coxswain.json.Json;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Signs claims with the cluster's key, and tells whether a token was signed so. */
public final class TokenSigner {
    private static final int MOST_KNOWN = 2_000;
    private static final int LONGEST = 16 * 1024;

    private final RSAKey keys;
    private final RSASSASigner signer;
    private final JWSVerifier verifier;
    /** A good signature stays good; whether its claims still hold is asked anew each time. */
    private final Recent<String, ObjectNode> verified = new Recent<>(MOST_KNOWN);

    public TokenSigner(KeyPair pair) {
        if (!(pair.getPublic() instanceof RSAPublicKey key)) {
            throw new IllegalArgumentException("the keys of tokens are RSA keys");
        }
        try {
            this.keys = new RSAKey.Builder(key)
                    .privateKey(pair.getPrivate())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(keyId(key))
                    .build();
            this.signer = new RSASSASigner(keys);
            this.verifier = new RSASSAVerifier(keys.toPublicJWK());
        } catch (JOSEException unusable) {
            throw new IllegalStateException("the keys of tokens cannot be used", unusable);
        }
    }

    public String sign(ObjectNode claims) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keys.getKeyID()).build();
        JWSObject token = new JWSObject(header, new Payload(claims.toString()));
        try {
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException("a token cannot be signed", failed);
        }
    }

    /** The claims of a token that this key has signed; they are not to be changed. */
    Optional<ObjectNode> claims(String token) {
        if (token.length() > LONGEST
                || token.chars().filter(letter -> letter == '.').count() != 2) {
            return Optional.empty();
        }
        ObjectNode known = verified.known(token);
        if (known != null) return Optional.of(known);
        try {
            JWSObject parsed = JWSObject.parse(token);
            if (!parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256) || !parsed.verify(verifier)) {
                return Optional.empty();
            }
            ObjectNode claims = Json.parseObject(parsed.getPayload().toBytes());
            verified.put(token, claims);
            return Optional.of(claims);
        } catch (ParseException | JOSEException | JacksonException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The public keys, as whoever checks a token reads them. */
    public ObjectNode publicKeys() {
        JWK key = keys.toPublicJWK();
        return Json.parseObject(new JWKSet(key).toString(true));
    }

    public String algorithm() {
        return JWSAlgorithm.RS256.getName();
    }

    private static String keyId(RSAPublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
