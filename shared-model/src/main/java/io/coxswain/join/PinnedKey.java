package io.coxswain.join;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Names an authority by its key, in the form {@code sha256:<hex>} that kubeadm uses. */
public final class PinnedKey {
    private PinnedKey() {}

    public static String of(X509Certificate authority) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(authority.getPublicKey().getEncoded());
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
