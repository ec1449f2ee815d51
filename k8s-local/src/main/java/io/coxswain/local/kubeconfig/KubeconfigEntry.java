package io.coxswain.local.kubeconfig;

import io.coxswain.pki.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One cluster, the user to reach it as, and the context that joins them, all of one name. */
public record KubeconfigEntry(String name, String server, Identity identity) {
    /** A file of this entry alone. */
    public String text() {
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

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
