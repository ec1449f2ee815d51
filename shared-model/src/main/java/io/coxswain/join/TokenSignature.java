package io.coxswain.join;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Vouches for a text by a bootstrap token: a JSON Web Signature (HS256) without the text itself. */
public final class TokenSignature {
    private TokenSignature() {}

    /** The signature by the secret part of a token. */
    public static String of(String text, String tokenId, String tokenSecret) {
        String header = base64("{\"alg\":\"HS256\",\"kid\":\"" + tokenId + "\"}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(tokenSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal((header + "." + base64(text)).getBytes(StandardCharsets.US_ASCII));
            return header + ".." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC with SHA-256", e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
