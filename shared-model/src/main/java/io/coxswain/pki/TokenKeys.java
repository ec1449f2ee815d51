package io.coxswain.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** The RSA keys of ServiceAccount tokens: every library for tokens knows RS256, and checking it is cheap. */
final class TokenKeys {
    private static final String FILE = "service-account";
    private static final int BITS = 2048;

    private TokenKeys() {}

    static KeyPair openOrCreate(IdentityFiles files) throws IOException {
        byte[] encoded = Pem.content(files.textOrCreate(FILE, () -> Pem.text("PRIVATE KEY", newKey())), "PRIVATE KEY");
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)) instanceof RSAPrivateCrtKey key)) {
                throw new IOException("the key of ServiceAccount tokens is no RSA key");
            }
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of ServiceAccount tokens cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair().getPrivate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no RSA", e);
        }
    }
}
