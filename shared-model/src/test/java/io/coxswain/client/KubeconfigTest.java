package io.coxswain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    @TempDir
    private Path directory;

    @Test
    void readsDataAndFilesBesideIt() throws IOException {
        Identity identity =
                ClusterPki.openOrCreate(directory.resolve("pki")).clientCertificate("admin", List.of("system:masters"));
        Files.writeString(directory.resolve("client.key"), identity.keyPem());

        Kubeconfig config = Kubeconfig.read(write(identity, "client-key: client.key"));

        assertThat(config.server()).hasToString("https://127.0.0.1:6443");
        assertThat(config.namespace()).isEqualTo("default");
        assertThat(config.identity().certificate()).isEqualTo(identity.certificate());
        assertThat(config.identity().keyPem()).isEqualTo(identity.keyPem());
    }

    @Test
    void refusesWhatItDoesNotDo() throws IOException {
        Identity identity =
                ClusterPki.openOrCreate(directory.resolve("pki")).clientCertificate("admin", List.of("system:masters"));
        Path file = write(identity, "exec: {command: aws}");
        assertThatThrownBy(() -> Kubeconfig.read(file)).hasMessageContainingAll("exec is not supported", "config");
        Files.writeString(file, "current-context: nowhere\n");
        assertThatThrownBy(() -> Kubeconfig.read(file)).hasMessageContaining("has no context named nowhere");
    }

    private Path write(Identity identity, String userLine) throws IOException {
        return Files.writeString(directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: coxswain
                contexts: [{name: coxswain, context: {cluster: coxswain, user: admin}}]
                clusters:
                - name: coxswain
                  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: %s}
                users:
                - name: admin
                  user:
                    client-certificate-data: %s
                    %s
                """.formatted(
                        base64(identity.authorityPem()), base64(identity.certificatePem()), userLine));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
