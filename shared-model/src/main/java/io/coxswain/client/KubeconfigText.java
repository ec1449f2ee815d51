package io.coxswain.client;

import io.coxswain.pki.Identity;
import io.coxswain.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Writes kubeconfigs of one cluster. */
public final class KubeconfigText {
    private KubeconfigText() {}

    /** Cluster, user and context of one name; the user shows this identity. */
    public static String of(String name, String server, Identity identity) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    certificate-authority-data: %3$s
                    server: %2$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                current-context: %1$s
                users:
                - name: %1$s
                  user:
                    client-certificate-data: %4$s
                    client-key-data: %5$s
                """.formatted(
                        name,
                        server,
                        base64(identity.authorityPem()),
                        base64(identity.certificatePem()),
                        base64(identity.keyPem()));
    }

    /** A cluster that anybody may know of, and no user. */
    public static String ofCluster(String server, X509Certificate authority) {
        return """
                apiVersion: v1
                clusters:
                - cluster:
                    certificate-authority-data: %s
                    server: %s
                  name: ""
                contexts: null
                current-context: ""
                kind: Config
                users: null
                """.formatted(base64(Pem.certificate(authority)), server);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
